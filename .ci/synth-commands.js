// Prints the commands of the pipeline's synth step, one per line, from a synthesized assembly. The build specification also names the Go
// and Node.js versions of the build image (runtime-versions); here they are those of this machine.
const fs = require('fs');
const path = require('path');

const template = JSON.parse(fs.readFileSync(path.join(process.argv[2], 'kasha-pipeline.template.json')));
const projects = Object.entries(template.Resources).filter(([id, r]) => r.Type === 'AWS::CodeBuild::Project' && id.includes('Synth'));
if (projects.length !== 1) {
  throw new Error(`${projects.length} synth projects in the pipeline's stack, want one`);
}
const phases = JSON.parse(projects[0][1].Properties.Source.BuildSpec).phases;
for (const phase of ['install', 'pre_build', 'build', 'post_build']) {
  for (const command of phases[phase]?.commands ?? []) {
    console.log(command);
  }
}
