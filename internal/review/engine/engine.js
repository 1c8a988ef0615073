// Asks CDK's diff engine. Each line of standard input is a request: an array of [old template, new template]. Each line of
// standard output is its answer: what differs, and what the engine knows about each type that occurs. The Go side judges.
const { fullDiff } = require('@aws-cdk/cloudformation-diff');
const { loadResourceModel } = require('@aws-cdk/cloudformation-diff/lib/diff/util');

const element = (name, { not, values }) => (values.length ? { [not ? `Not${name}` : name]: values } : {});

// The engine writes principals as Kind:name, or as * for anybody; a policy document writes them by kind.
function principals({ not, values }) {
  const known = values.map((value) => /^([A-Za-z]+):(.*)$/s.exec(value));
  const byKind = {};
  known.forEach((parts) => parts && (byKind[parts[1]] ??= []).push(parts[2]));
  const value = known.every((parts) => parts) ? byKind : values.join(', ');
  return values.length ? { [not ? 'NotPrincipal' : 'Principal']: value } : {};
}

// A statement in the form of a policy document. The engine keeps one that only the deployment decides on as a text.
const statement = (s) => ({
  undecided: s.serializedIntrinsic ?? '',
  statement: {
    Sid: s.sid, Effect: s.effect === 'Unknown' ? undefined : s.effect, Condition: s.condition,
    ...element('Action', s.actions), ...element('Resource', s.resources), ...principals(s.principals),
  },
});
const plain = (x) => ({ ...x });
const both = (collection, as) => ({ added: collection.additions.map(as), removed: collection.removals.map(as) });
const mapValues = (o, f) => Object.fromEntries(Object.entries(o).map(([k, v]) => [k, f(v)]));

function facts(type) {
  const model = loadResourceModel(type);
  if (!model) return { known: false };
  const replacing = Object.keys(model.properties).filter((p) => model.properties[p].causesReplacement === 'yes');
  const identifier = model.primaryIdentifier ?? [];
  return {
    known: true, stateful: !!model.isStateful, properties: Object.keys(model.properties), replacing,
    // Part of an identifier names nothing: a function has many permissions, each with an id that Lambda gives it.
    identifier: identifier.every((p) => p in model.properties) ? identifier.filter((p) => replacing.includes(p)) : [],
  };
}

// The statements that the engine finds in one resource.
const statementsOf = (id, resource) => fullDiff({}, { Resources: { [id]: resource } }).iamChanges.statements.additions;

// Whether a value holds statements: an object with Statement or, where only the deployment decides, a text in its place.
function holdsStatements(name, value) {
  if (typeof value === 'string') return /Polic|^Statement$/.test(name) && value.startsWith('${Fn::');
  if (!value || typeof value !== 'object') return false;
  if (name === 'Statement' && [].concat(value).some((s) => typeof s?.Effect === 'string' || typeof s === 'string')) return true;
  return Object.entries(value).some(([key, inner]) => holdsStatements(Array.isArray(value) ? name : key, inner));
}

// The properties that hold statements of which the engine finds none; '' for a resource that is a statement itself.
function unread(id, resource) {
  const properties = resource?.Properties ?? {};
  const documents = Object.keys(properties).filter((name) => holdsStatements(name, properties[name]));
  const found = documents.filter((name) => {
    const others = Object.fromEntries(Object.entries(properties).filter(([other]) => other === name || !documents.includes(other)));
    return statementsOf(id, { ...resource, Properties: others }).length === 0;
  });
  const isOne = (properties.Action ?? properties.Actions) && (properties.Principal ?? properties.Principals);
  return isOne && statementsOf(id, resource).length === 0 ? [...found, ''] : found;
}

function statements(changes, before, after, ids) {
  const resources = (template) => ids.filter((id) => template.Resources?.[id]).map((id) => [id, template.Resources[id]]);
  const named = (found, template) => {
    const left = found.length ? resources(template).flatMap(([id, resource]) => statementsOf(id, resource).map((s) => ({ id, s }))) : [];
    return found.map((s) => { // of two that say the same, each goes to one resource
      const at = left.findIndex((other) => other.s.equal(s));
      return { ...statement(s), of: at < 0 ? '' : left.splice(at, 1)[0].id };
    });
  };
  const all = (template) => (changes.hasChanges ? fullDiff({}, template).iamChanges.statements.additions.map(statement) : []);
  const unreadOf = (template) => {
    const found = resources(template).map(([id, resource]) => [id, unread(id, resource)]);
    return Object.fromEntries(found.filter(([, names]) => names.length));
  };
  return {
    statements: { added: named(changes.additions, after), removed: named(changes.removals, before) },
    allStatements: { old: all(before), new: all(after) },
    unread: { old: unreadOf(before), new: unreadOf(after) },
  };
}

// The engine fails at a policy without a document, such as one that a condition takes away. Such a policy says nothing.
function withDocuments(template) {
  const isDocument = (name) => /Polic/.test(name) && !/Name$/.test(name);
  const lacks = (r) => /Policy$/.test(r.Type) && !Object.keys(r.Properties ?? {}).some(isDocument);
  const complete = (r) => (lacks(r) ? { ...r, Properties: { ...r.Properties, PolicyDocument: { Statement: [] } } } : r);
  return { ...template, Resources: mapValues(template.Resources ?? {}, complete) };
}

function compare(pair) {
  const [before, after] = pair.map(withDocuments);
  const diff = fullDiff(before, after);
  const types = new Set([before, after].flatMap((t) => Object.values(t.Resources ?? {})).map((r) => r.Type));
  return {
    resources: mapValues(diff.resources.changes, (c) => ({
      oldType: c.oldResourceType, newType: c.newResourceType, impact: c.changeImpact,
      properties: mapValues(c.propertyUpdates, (p) => ({ old: p.oldValue, new: p.newValue, impact: p.changeImpact })),
      other: mapValues(c.otherChanges, (o) => ({ old: o.oldValue, new: o.newValue })),
    })),
    ...statements(diff.iamChanges.statements, before, after, Object.keys(diff.resources.changes)),
    managedPolicies: both(diff.iamChanges.managedPolicies, plain),
    ingress: both(diff.securityGroupChanges.ingress, plain),
    egress: both(diff.securityGroupChanges.egress, plain),
    types: Object.fromEntries([...types].map((t) => [t, facts(t)])),
  };
}

loadResourceModel('AWS::SQS::Queue'); // the database, which takes as long as the comparison
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(JSON.stringify(JSON.parse(line).map(compare)) + '\n');
});
