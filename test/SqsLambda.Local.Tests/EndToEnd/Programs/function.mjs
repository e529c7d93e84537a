// A Lambda function in JavaScript, and its runtime: a message whose body is "bad" fails, and "crash" ends the process.
const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;

function handle(event) {
  if (event.Records.some((record) => record.body === "crash")) {
    process.exit(3);
  }

  console.log("node handles", ...event.Records.map((record) => record.body));
  return { batchItemFailures: event.Records.filter((record) => record.body === "bad").map((record) => ({ itemIdentifier: record.messageId })) };
}

for (;;) {
  const invocation = await fetch(`${api}/invocation/next`);
  if (invocation.status === 410) {
    break; // The run has ended.
  }

  const requestId = invocation.headers.get("lambda-runtime-aws-request-id");
  const response = JSON.stringify(handle(await invocation.json()));
  await fetch(`${api}/invocation/${requestId}/response`, { method: "POST", body: response });
}
