// Asks CDK's diff engine. One request a line on standard input: an array of [old template, new template]. One answer a
// line on standard output: what differs, and what the engine knows about each type that occurs. Judging is Go's business.
const { fullDiff } = require('@aws-cdk/cloudformation-diff');
const { loadResourceModel } = require('@aws-cdk/cloudformation-diff/lib/diff/util');

const targets = (t) => ({ not: t.not, values: t.values });
const statement = (s) => ({
  sid: s.sid, effect: s.effect, condition: s.condition, rendered: s.render(),
  resources: targets(s.resources), actions: targets(s.actions), principals: targets(s.principals),
});
const plain = (x) => ({ ...x });
const both = (collection, as) => ({ added: collection.additions.map(as), removed: collection.removals.map(as) });
const mapValues = (o, f) => Object.fromEntries(Object.entries(o).map(([k, v]) => [k, f(v)]));

function facts(type) {
  const model = loadResourceModel(type);
  if (!model) return { known: false };
  const replacing = Object.keys(model.properties).filter((p) => model.properties[p].causesReplacement === 'yes');
  return {
    known: true, stateful: !!model.isStateful, properties: Object.keys(model.properties), replacing,
    identifier: (model.primaryIdentifier ?? []).filter((p) => replacing.includes(p)),
  };
}

// The statements that the engine finds in one resource.
const statementsOf = (id, resource) => fullDiff({}, { Resources: { [id]: resource } }).iamChanges.statements.additions;

// Whether a value holds statements: an object with Statement, or, where a deployment decides, a text in place of one.
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
  const unreadOf = (template) => Object.fromEntries(resources(template).map(([id, r]) => [id, unread(id, r)]).filter(([, names]) => names.length));
  return {
    statements: { added: named(changes.additions, after), removed: named(changes.removals, before) },
    allStatements: { old: all(before), new: all(after) },
    unread: { old: unreadOf(before), new: unreadOf(after) },
  };
}

function compare([before, after]) {
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

require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(JSON.stringify(JSON.parse(line).map(compare)) + '\n');
});
