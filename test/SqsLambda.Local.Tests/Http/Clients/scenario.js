// Runs scenario.json by a client, and prints a line of JSON for each step. See README.md.
"use strict";

const { randomUUID } = require("node:crypto");
const { readFileSync } = require("node:fs");

function saved(variables, name) {
  if (!(name in variables)) {
    throw new Error(`no step saved ${name}`);
  }
  return variables[name];
}

// The value with each ${name} replaced.
const filled = (value, variables) => JSON.parse(
  JSON.stringify(value), (_, item) => typeof item === "string" ? item.replace(/\$\{(\w+)\}/g, (_, name) => saved(variables, name)) : item);

// The value with the bytes of message attributes converted: they are base64 in the scenario, and bytes in the clients.
function binary(value, convert) {
  if (Array.isArray(value)) {
    return value.map(item => binary(item, convert));
  }
  return value?.constructor !== Object ? value : Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === "BinaryValue" && item !== undefined ? convert(item) : binary(item, convert)]));
}

const isEmpty = value => value === undefined || value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);

// Where the answer differs from what is expected of it, or undefined.
function difference(expected, actual, path = "") {
  const differs = `${path}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`;
  if (expected === null || expected === "*") {
    return isEmpty(actual) === (expected === null) ? undefined : differs;
  }
  if (typeof expected !== "object" || typeof actual !== "object" || Array.isArray(expected) && expected.length !== actual.length) {
    return expected === actual ? undefined : differs;
  }
  return Object.entries(expected).map(([key, item]) => difference(item, actual[key], `${path}/${key}`)).find(Boolean);
}

// Takes a step. Returns what differs, or undefined.
async function take({ operation, input, error, expect = {}, save = {} }, call, errorOf, variables) {
  const parameters = binary(filled(input, variables), text => Buffer.from(text, "base64"));
  let answer;
  try {
    const output = await call(operation, parameters);
    answer = binary(output, bytes => Buffer.from(bytes).toString("base64"));
  } catch (exception) {
    const { code, message } = errorOf(exception);
    return error?.code === code && message.includes(error.message) ? undefined : `${code}: ${message}`;
  }
  const different = error ? `not refused with ${error.code}` : difference(filled(expect, variables), answer);
  if (!different) {
    for (const [name, path] of Object.entries(save)) {
      variables[name] = path.split(".").reduce((part, key) => part[key], answer);
    }
  }
  return different;
}

// Usage of the script that calls this: SCENARIO_FILE ENDPOINT_URL
exports.run = async (newCall, errorOf) => {
  const [file, endpoint] = process.argv.slice(2);
  const variables = { endpoint, run: randomUUID() };
  const call = newCall(endpoint);
  for (const step of JSON.parse(readFileSync(file, "utf8"))) {
    const differs = await take(step, call, errorOf, variables).catch(exception => exception.stack);
    console.log(JSON.stringify({ name: step.name, ok: !differs, differs }));
  }
};
