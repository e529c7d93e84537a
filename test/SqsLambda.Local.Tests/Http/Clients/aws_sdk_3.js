// The scenario by the AWS SDK for JavaScript v3. Usage: node aws_sdk_3.js SCENARIO_FILE ENDPOINT_URL
"use strict";

const sdk = require("@aws-sdk/client-sqs");
const scenario = require("./scenario.js");

function newCall(endpoint) {
  const sqs = new sdk.SQSClient({ endpoint, maxAttempts: 1 });
  return (operation, input) => sqs.send(new sdk[`${operation}Command`](input));
}

scenario.run(newCall, error => ({ code: error.Code ?? error.name, message: error.message }));
