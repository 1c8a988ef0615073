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

function compare([before, after]) {
  const diff = fullDiff(before, after);
  const types = new Set([before, after].flatMap((t) => Object.values(t.Resources ?? {})).map((r) => r.Type));
  return {
    resources: mapValues(diff.resources.changes, (c) => ({
      oldType: c.oldResourceType, newType: c.newResourceType, impact: c.changeImpact,
      properties: mapValues(c.propertyUpdates, (p) => ({ old: p.oldValue, new: p.newValue, impact: p.changeImpact })),
      other: mapValues(c.otherChanges, (o) => ({ old: o.oldValue, new: o.newValue })),
    })),
    statements: both(diff.iamChanges.statements, statement),
    managedPolicies: both(diff.iamChanges.managedPolicies, plain),
    ingress: both(diff.securityGroupChanges.ingress, plain),
    egress: both(diff.securityGroupChanges.egress, plain),
    types: Object.fromEntries([...types].map((t) => [t, facts(t)])),
  };
}

require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(JSON.stringify(JSON.parse(line).map(compare)) + '\n');
});
