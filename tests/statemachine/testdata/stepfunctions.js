// What Step Functions does with a definition: it validates it, and evaluates JSONata, its expression language. The validator is
// asl-validator; JSONata's reference implementation comes along with it. One JSON object a line is answered with one:
//   {"definition": "..."}                    with {"value": "what is wrong with it"}, null if nothing is
//   {"value": ..., "bindings": {...}}        with {"value": ...}, every {% expression %} inside replaced by its value
//   {"conditions": [...], "bindings": {...}} with {"value": n}, the first that is true, or -1
// or with {"error": "..."}. Step Functions offers no $eval and evaluates against no input but $states and variables.
const path = require("path");
const jsonata = require(path.join(process.argv[2], "jsonata"));
const validator = require(path.join(process.argv[2], "asl-validator"));

const compiled = new Map(); // the same few, thousands of times

async function evaluate(expression, bindings) {
  try {
    if (!compiled.has(expression)) {
      compiled.set(expression, jsonata(expression));
      compiled.get(expression).registerFunction("parse", (text) => JSON.parse(text), "<s:x>"); // Step Functions' own
    }
    const value = await compiled.get(expression).evaluate(null, bindings);
    // What matches nothing is undefined, which Step Functions refuses wherever a value must come out.
    if (value === undefined) throw new Error("the expression matches nothing");
    return value;
  } catch (error) {
    throw new Error(`${expression}: ${error.message}`);
  }
}

async function resolve(value, bindings) {
  if (typeof value === "string") {
    const expression = /^\{%([^]*)%\}$/.exec(value);
    return expression ? evaluate(expression[1].trim(), bindings) : value;
  }
  if (value === null || typeof value !== "object") return value;
  const resolved = Array.isArray(value) ? [] : {};
  for (const key of Object.keys(value)) resolved[key] = await resolve(value[key], bindings);
  return resolved;
}

// Step Functions stops at the first that is true, and fails an execution for one that is neither true nor false.
async function choose(conditions, bindings) {
  for (const [i, condition] of conditions.entries()) {
    const met = await resolve(condition, bindings);
    if (typeof met !== "boolean") throw new Error(`${condition} is ${JSON.stringify(met)}, not true or false`);
    if (met) return i;
  }
  return -1;
}

function validate(definition) {
  const { isValid, errorsText } = validator(JSON.parse(definition));
  return isValid ? null : errorsText();
}

async function answer({ definition, conditions, value, bindings }) {
  if (definition !== undefined) return validate(definition);
  return conditions ? choose(conditions, bindings) : resolve(value, bindings);
}

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", async (line) => {
    let said;
    try {
      said = { value: await answer(JSON.parse(line)) };
    } catch (error) {
      said = { error: error.message };
    }
    process.stdout.write(JSON.stringify(said) + "\n");
  });
