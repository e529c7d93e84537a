// The scenario by the AWS SDK for JavaScript v2. Usage: node aws_sdk_2.js SCENARIO_FILE ENDPOINT_URL
"use strict";

const { SQS } = require("aws-sdk");
const scenario = require("./scenario.js");

function newCall(endpoint) {
  const sqs = new SQS({ endpoint, maxRetries: 0 });
  return (operation, input) => sqs[operation[0].toLowerCase() + operation.slice(1)](input).promise();
}

scenario.run(newCall, ({ code, message }) => ({ code, message }));
