// The SQS endpoint as the AWS SDK for JavaScript v2 sees it, which speaks the Query protocol. Usage: node black_box.js ENDPOINT_URL
"use strict";

const assert = require("node:assert/strict");
const { randomUUID } = require("node:crypto");
const AWS = require("aws-sdk");

const endpoint = process.argv[2];
const sqs = new AWS.SQS({
  endpoint, region: "us-east-1", accessKeyId: "test", secretAccessKey: "test", maxRetries: 0, httpOptions: { timeout: 25_000 } });
const called = new Set();
let checks = 0;

function call(operation, parameters = {}) {
  called.add(operation);
  checks++;
  return sqs[operation](parameters).promise().then(({ ResponseMetadata, ...answer }) => {
    assert.match(ResponseMetadata.RequestId, /^[0-9a-f-]{36}$/);
    return answer;
  });
}

async function refused(code, status, operation, parameters = {}) {
  const error = await call(operation, parameters).then(() => assert.fail(`${operation} was not refused`), error => error);
  assert.deepEqual([error.code, error.statusCode], [code, status], error.stack);
  assert.match(error.requestId, /^[0-9a-f-]{36}$/);
  return error.message;
}

async function create(suffix = "", attributes = {}) {
  const Attributes = suffix === ".fifo" ? { FifoQueue: "true", ...attributes } : attributes;
  return (await call("createQueue", { QueueName: `v2-${randomUUID()}${suffix}`, Attributes })).QueueUrl;
}

const arn = async QueueUrl => (await call("getQueueAttributes", { QueueUrl, AttributeNames: ["QueueArn"] })).Attributes.QueueArn;
const receive = async (QueueUrl, more = {}) =>
  (await call("receiveMessage", { QueueUrl, MaxNumberOfMessages: 10, AttributeNames: ["All"], MessageAttributeNames: ["All"], ...more })).Messages ?? [];

async function queues() {
  const name = `v2-${randomUUID()}`;
  const { QueueUrl } = await call("createQueue", { QueueName: name, Attributes: { DelaySeconds: "3" }, tags: { team: "a" } });
  assert.equal(QueueUrl, `${endpoint}/000000000000/${name}`);
  assert.deepEqual(await call("getQueueUrl", { QueueName: name }), { QueueUrl });
  assert.deepEqual(await call("listQueues", { QueueNamePrefix: name, MaxResults: 5 }), { QueueUrls: [QueueUrl] });
  await call("setQueueAttributes", { QueueUrl, Attributes: { VisibilityTimeout: "7", DelaySeconds: "1" } });
  assert.deepEqual(
    (await call("getQueueAttributes", { QueueUrl, AttributeNames: ["DelaySeconds", "VisibilityTimeout"] })).Attributes,
    { DelaySeconds: "1", VisibilityTimeout: "7" });
  await call("tagQueue", { QueueUrl, Tags: { stage: "test +@=", empty: "" } });
  assert.deepEqual((await call("listQueueTags", { QueueUrl })).Tags, { team: "a", stage: "test +@=", empty: "" });
  await call("untagQueue", { QueueUrl, TagKeys: ["team", "empty"] });
  assert.deepEqual((await call("listQueueTags", { QueueUrl })).Tags, { stage: "test +@=" });
  await call("addPermission", { QueueUrl, Label: "l", AWSAccountIds: ["111111111111", "222222222222"], Actions: ["SendMessage", "ReceiveMessage"] });
  const policy = JSON.parse((await call("getQueueAttributes", { QueueUrl, AttributeNames: ["Policy"] })).Attributes.Policy);
  assert.deepEqual(policy.Statement[0].Action, ["SQS:SendMessage", "SQS:ReceiveMessage"]);
  await call("removePermission", { QueueUrl, Label: "l" });
  await call("purgeQueue", { QueueUrl });
  await refused("AWS.SimpleQueueService.PurgeQueueInProgress", 403, "purgeQueue", { QueueUrl });
  await call("deleteQueue", { QueueUrl });
  await refused("AWS.SimpleQueueService.NonExistentQueue", 400, "getQueueUrl", { QueueName: name });
  await refused("AWS.SimpleQueueService.QueueDeletedRecently", 400, "createQueue", { QueueName: name });
}

async function messages() {
  const QueueUrl = await create("", { MaximumMessageSize: "1024" });
  const MessageBody = "<é> & \"😀\" \t\r\n+%20";
  const sent = await call("sendMessage", {
    QueueUrl, MessageBody, DelaySeconds: 0,
    MessageAttributes: {
      Text: { DataType: "String", StringValue: "Grüße & more" },
      Number: { DataType: "Number.int", StringValue: "6" },
      Bytes: { DataType: "Binary", BinaryValue: Buffer.from([0, 1, 255]) } },
    MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-5759e988-bd862e3fe1be46a994272793" } } });
  let [message] = await receive(QueueUrl);
  assert.deepEqual([message.MessageId, message.Body], [sent.MessageId, MessageBody]);
  assert.deepEqual(message.MessageAttributes.Bytes.BinaryValue, Buffer.from([0, 1, 255]));
  assert.equal(message.MessageAttributes.Text.StringValue, "Grüße & more");
  assert.equal(message.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
  assert.equal(message.Attributes.AWSTraceHeader, "Root=1-5759e988-bd862e3fe1be46a994272793");
  assert.deepEqual(await receive(QueueUrl), []);
  await call("changeMessageVisibility", { QueueUrl, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: 0 });
  [message] = await receive(QueueUrl, { WaitTimeSeconds: 20 });
  await call("deleteMessage", { QueueUrl, ReceiptHandle: message.ReceiptHandle });

  const batch = await call("sendMessageBatch", { QueueUrl, Entries: [
    { Id: "short", MessageBody: "a", MessageAttributes: { k: { DataType: "String", StringValue: "v" } } },
    { Id: "long", MessageBody: "x".repeat(1025) }] });
  assert.deepEqual(batch.Successful.map(entry => entry.Id), ["short"]);
  assert.deepEqual(batch.Failed.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]), [["long", "InvalidParameterValue", true]]);
  [message] = await receive(QueueUrl);
  const changed = await call("changeMessageVisibilityBatch", {
    QueueUrl, Entries: [{ Id: "c", ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: 0 }] });
  assert.deepEqual(changed, { Successful: [{ Id: "c" }], Failed: [] });
  [message] = await receive(QueueUrl);
  const deleted = await call("deleteMessageBatch", {
    QueueUrl, Entries: [{ Id: "d", ReceiptHandle: message.ReceiptHandle }, { Id: "bad", ReceiptHandle: "garbage" }] });
  assert.deepEqual([deleted.Successful, deleted.Failed[0].Code], [[{ Id: "d" }], "ReceiptHandleIsInvalid"]);

  const entries = Array.from({ length: 11 }, (_, number) => ({ Id: String(number), MessageBody: "a" }));
  assert.equal(
    await refused("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", 400, "sendMessageBatch", { QueueUrl, Entries: entries }),
    "Maximum number of entries per request are 10. You have sent 11.");
  await refused("AWS.SimpleQueueService.EmptyBatchRequest", 400, "sendMessageBatch", { QueueUrl, Entries: [] });
  await refused("ReceiptHandleIsInvalid", 400, "deleteMessage", { QueueUrl, ReceiptHandle: "garbage" });
  await refused("InvalidParameterValue", 400, "receiveMessage", { QueueUrl, MaxNumberOfMessages: 11 });
}

async function fifo() {
  const QueueUrl = await create(".fifo");
  for (const body of ["g1-1", "g2-1", "g1-2", "g1-2"]) {
    const { SequenceNumber } = await call("sendMessage", {
      QueueUrl, MessageBody: body, MessageGroupId: body.slice(0, 2), MessageDeduplicationId: body });
    assert.match(SequenceNumber, /^\d{20}$/);
  }
  const received = await receive(QueueUrl, { ReceiveRequestAttemptId: "once" });
  assert.deepEqual(received.map(message => message.Body), ["g1-1", "g1-2", "g2-1"]);
  await refused("MissingParameter", 400, "sendMessage", { QueueUrl, MessageBody: "a" });
}

async function deadLetters() {
  const dead = await create();
  const SourceArn = await arn(dead);
  const url = await create("", { VisibilityTimeout: "0", RedrivePolicy: JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: "1" }) });
  assert.deepEqual(await call("listDeadLetterSourceQueues", { QueueUrl: dead }), { queueUrls: [url] });
  for (const MessageBody of ["1", "2", "3"]) {
    await call("sendMessage", { QueueUrl: dead, MessageBody });
  }
  const { TaskHandle } = await call("startMessageMoveTask", { SourceArn, DestinationArn: await arn(url), MaxNumberOfMessagesPerSecond: 1 });
  assert.equal((await receive(url, { WaitTimeSeconds: 20 })).length, 1);
  const [task] = (await call("listMessageMoveTasks", { SourceArn, MaxResults: 1 })).Results;
  assert.deepEqual(
    [task.TaskHandle, task.Status, task.MaxNumberOfMessagesPerSecond, task.ApproximateNumberOfMessagesToMove, typeof task.StartedTimestamp],
    [TaskHandle, "RUNNING", 1, 3, "number"]);
  assert.equal(typeof (await call("cancelMessageMoveTask", { TaskHandle })).ApproximateNumberOfMessagesMoved, "number");
  await refused("ResourceNotFoundException", 404, "startMessageMoveTask", { SourceArn: `${SourceArn}-none` });
}

async function main() {
  assert.equal(sqs.api.protocol, "query");
  for (const group of [queues, messages, fifo, deadLetters]) {
    await group();
  }
  assert.deepEqual([...called].sort(), Object.keys(sqs.api.operations).sort());
  console.log(`${checks} calls of all ${called.size} operations`);
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
