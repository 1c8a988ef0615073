// Writes a cdk.json with another configuration: node scripts/configure.js CDK_JSON CONFIGURATION OUT
// Everything else of CDK_JSON stays: the commands, the feature flags. A byte-order mark is read over, as the CDK does.
const fs = require('fs');
const [cdkJSON, configuration, out] = process.argv.slice(2);
const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
const file = read(cdkJSON);
file.context.kasha = read(configuration);
fs.writeFileSync(out, JSON.stringify(file, null, 2) + '\n');
