// Evaluates JSONata, the expression language of Step Functions, with its reference implementation: the one that the
// validator asl-validator brings along. One JSON object a line: {"expression": "...", "bindings": {...}} is answered with
// {"value": ...} or {"error": "..."}. Step Functions offers no $eval and evaluates against no input but $states and variables.
const path = require("path");
const jsonata = require(path.join(process.argv[2], "jsonata"));

const compiled = new Map(); // the same few, thousands of times

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", async (line) => {
    let answer;
    try {
      const { expression, bindings } = JSON.parse(line);
      if (!compiled.has(expression)) compiled.set(expression, jsonata(expression));
      const value = await compiled.get(expression).evaluate(null, bindings);
      // What matches nothing is undefined, which Step Functions refuses wherever a value must come out.
      answer = value === undefined ? { error: "the expression matches nothing" } : { value };
    } catch (error) {
      answer = { error: String(error.message) };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
  });
