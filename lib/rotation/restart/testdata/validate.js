// Validates definitions of state machines with asl-validator, all in one process, which takes a second to start. A JSON list of
// definitions on standard input is answered with a list of what is wrong with each: null, or some text.
const path = require("path");
const validate = require(path.join(process.argv[2], "asl-validator"));

const definitions = JSON.parse(require("fs").readFileSync(0, "utf8"));
const answers = definitions.map((text) => {
  const { isValid, errorsText } = validate(JSON.parse(text));
  return isValid ? null : errorsText();
});
process.stdout.write(JSON.stringify(answers));
