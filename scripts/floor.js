// The lower limit for the time of a synthesis. It is a plain JavaScript program that includes the templates of an assembly and
// synthesizes them again. It uses the same feature flags and the same validation. It knows nothing of Kasha.
//
//	node scripts/floor.js ASSEMBLY OUT        run where aws-cdk-lib of the pinned version resolves
const fs = require('fs');
const path = require('path');
const cdk = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');

const [assembly, out] = process.argv.slice(2);
const { kasha, ...context } = JSON.parse(fs.readFileSync('cdk.json', 'utf8').replace(/^\uFEFF/, '')).context;
const app = new cdk.App({ outdir: out, context, analyticsReporting: false });
let stacks = 0;
let resources = 0;
include(assembly, app);
app.synth();
console.log(`${stacks} stacks, ${resources} resources`);

function include(folder, scope) {
  const { artifacts } = JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json')));
  for (const [id, artifact] of Object.entries(artifacts)) {
    if (artifact.type === 'cdk:cloud-assembly') {
      include(path.join(folder, artifact.properties.directoryName), new cdk.Stage(scope, id));
    } else if (artifact.type === 'aws:cloudformation:stack') {
      const [account, region] = artifact.environment.replace('aws://', '').split('/');
      const stack = new cdk.Stack(scope, id, { env: { account, region }, synthesizer: new cdk.LegacyStackSynthesizer() });
      const templateFile = includable(path.join(folder, artifact.properties.templateFile));
      new CfnInclude(stack, 'Template', { templateFile, allowCyclicalReferences: true });
      stacks++;
    }
  }
}

// includable returns a copy of a template that cloudformation-include can read. It does not know the weak reference to another stack, so
// an import of the same size replaces it.
function includable(file) {
  const weak = (key, value) => (value?.['Fn::GetStackOutput'] ? { 'Fn::ImportValue': value['Fn::GetStackOutput'].OutputName } : value);
  const template = JSON.parse(fs.readFileSync(file), weak);
  resources += Object.keys(template.Resources).length;
  const copy = path.join(out, '..', 'floor-' + path.basename(file));
  fs.writeFileSync(copy, JSON.stringify(template, null, 1));
  return copy;
}
