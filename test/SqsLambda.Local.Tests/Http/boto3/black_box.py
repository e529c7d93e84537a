"""The SQS endpoint as boto3 sees it. Usage: black_box.py ENDPOINT_URL"""

import base64
import json
import sys
import time
import unittest
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv.pop(1)
sqs = boto3.client(
    "sqs", endpoint_url=ENDPOINT, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test",
    config=Config(retries={"max_attempts": 0}, read_timeout=25, connect_timeout=5))


def create(suffix="", **attributes):
    if suffix == ".fifo":
        attributes["FifoQueue"] = "true"
    return sqs.create_queue(QueueName=f"boto3-{uuid.uuid4().hex}{suffix}", Attributes=attributes)["QueueUrl"]


def arn(url):
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def receive(url, **options):
    return sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"], MessageAttributeNames=["All"], **options).get("Messages", [])


def unknown_task(url):
    return base64.b64encode(json.dumps({"taskId": str(uuid.uuid4()), "sourceArn": arn(url)}).encode()).decode()


def bodies(messages):
    return [message["Body"] for message in messages]


class Case(unittest.TestCase):
    def refused(self, code, status, operation, **parameters):
        with self.assertRaises(ClientError) as caught:
            getattr(sqs, operation)(**parameters)
        answer = caught.exception.response
        self.assertEqual((answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]), (code, status))
        return caught.exception


class Queues(Case):
    def test_they_are_created_found_listed_described_and_deleted(self):
        name = f"boto3-{uuid.uuid4().hex}"
        url = sqs.create_queue(QueueName=name, Attributes={"DelaySeconds": "3"}, tags={"team": "a"})["QueueUrl"]
        self.assertEqual(url, f"{ENDPOINT}/000000000000/{name}")
        self.assertEqual(sqs.get_queue_url(QueueName=name)["QueueUrl"], url)
        self.assertEqual(sqs.list_queues(QueueNamePrefix=name)["QueueUrls"], [url])
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "7"})
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        self.assertEqual((attributes["DelaySeconds"], attributes["VisibilityTimeout"]), ("3", "7"))
        sqs.delete_queue(QueueUrl=url)
        self.refused("AWS.SimpleQueueService.NonExistentQueue", 400, "get_queue_url", QueueName=name)
        self.refused("AWS.SimpleQueueService.QueueDeletedRecently", 400, "create_queue", QueueName=name)

    def test_they_are_listed_in_pages(self):
        prefix = f"boto3-{uuid.uuid4().hex}"
        for number in range(3):
            sqs.create_queue(QueueName=f"{prefix}-{number}")
        pages = list(sqs.get_paginator("list_queues").paginate(QueueNamePrefix=prefix, PaginationConfig={"PageSize": 2}))
        self.assertEqual([len(page["QueueUrls"]) for page in pages], [2, 1])

    def test_tags_are_added_listed_and_removed(self):
        url = create()
        sqs.tag_queue(QueueUrl=url, Tags={"team": "a", "stage": "test"})
        self.assertEqual(sqs.list_queue_tags(QueueUrl=url)["Tags"], {"team": "a", "stage": "test"})
        sqs.untag_queue(QueueUrl=url, TagKeys=["team"])
        self.assertEqual(sqs.list_queue_tags(QueueUrl=url)["Tags"], {"stage": "test"})

    def test_errors_have_the_classes_of_botocore(self):
        url = create()
        with self.assertRaises(sqs.exceptions.QueueDoesNotExist):
            sqs.get_queue_url(QueueName="none")
        with self.assertRaises(sqs.exceptions.ReceiptHandleIsInvalid):
            sqs.delete_message(QueueUrl=url, ReceiptHandle="garbage")
        with self.assertRaises(sqs.exceptions.OverLimit):
            sqs.add_permission(QueueUrl=url, Label="l", AWSAccountIds=["000000000000"], Actions=["SendMessage"] * 8)
        self.refused("InvalidParameterValue", 400, "receive_message", QueueUrl=url, MaxNumberOfMessages=11)
        sqs.purge_queue(QueueUrl=url)
        self.refused("AWS.SimpleQueueService.PurgeQueueInProgress", 403, "purge_queue", QueueUrl=url)


class Messages(Case):
    def test_one_with_everything_comes_back_as_it_was_sent(self):
        url = create()
        trace = "Root=1-5759e988-bd862e3fe1be46a994272793"
        sent = sqs.send_message(
            QueueUrl=url, MessageBody='<é> "😀"',
            MessageAttributes={
                "Text": {"DataType": "String", "StringValue": "Grüße"},
                "Number": {"DataType": "Number.int", "StringValue": "6"},
                "Bytes": {"DataType": "Binary", "BinaryValue": b"\x00\x01\xff"}},
            MessageSystemAttributes={"AWSTraceHeader": {"DataType": "String", "StringValue": trace}})
        message, = receive(url)
        self.assertEqual((message["MessageId"], message["Body"]), (sent["MessageId"], '<é> "😀"'))
        self.assertEqual(message["MessageAttributes"]["Bytes"]["BinaryValue"], b"\x00\x01\xff")
        self.assertEqual(message["MessageAttributes"]["Text"]["StringValue"], "Grüße")
        self.assertEqual(message["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"])
        self.assertEqual((message["Attributes"]["AWSTraceHeader"], message["Attributes"]["ApproximateReceiveCount"]), (trace, "1"))

    def test_batches_fail_entry_by_entry(self):
        url = create(MaximumMessageSize="1024")
        sent = sqs.send_message_batch(
            QueueUrl=url, Entries=[{"Id": "short", "MessageBody": "a"}, {"Id": "long", "MessageBody": "x" * 1025}])
        self.assertEqual([entry["Id"] for entry in sent["Successful"]], ["short"])
        failed, = sent["Failed"]
        self.assertEqual((failed["Id"], failed["Code"], failed["SenderFault"]), ("long", "InvalidParameterValue", True))
        message, = receive(url)
        changed = sqs.change_message_visibility_batch(
            QueueUrl=url, Entries=[{"Id": "c", "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}])
        self.assertEqual([entry["Id"] for entry in changed["Successful"]], ["c"])
        message, = receive(url)
        deleted = sqs.delete_message_batch(
            QueueUrl=url,
            Entries=[{"Id": "d", "ReceiptHandle": message["ReceiptHandle"]}, {"Id": "bad", "ReceiptHandle": "garbage"}])
        self.assertEqual(([entry["Id"] for entry in deleted["Successful"]], deleted["Failed"][0]["Code"]), (["d"], "ReceiptHandleIsInvalid"))

    def test_a_batch_that_breaks_a_rule_fails_wholly(self):
        url = create()
        entries = [{"Id": str(number), "MessageBody": "a"} for number in range(11)]
        error = self.refused("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", 400, "send_message_batch", QueueUrl=url, Entries=entries)
        self.assertIn("Maximum number of entries per request are 10. You have sent 11.", str(error))
        self.refused(
            "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", 400, "send_message_batch", QueueUrl=url, Entries=[entries[0], entries[0]])
        self.refused(
            "AWS.SimpleQueueService.BatchRequestTooLong", 400, "send_message_batch", QueueUrl=url,
            Entries=[{"Id": str(number), "MessageBody": "x" * 524_289} for number in range(2)])

    def test_a_long_poll_waits_and_a_hidden_message_is_not_received(self):
        url = create()
        started = time.monotonic()
        self.assertEqual(receive(url, WaitTimeSeconds=1), [])
        self.assertGreaterEqual(time.monotonic() - started, 0.9)
        sqs.send_message(QueueUrl=url, MessageBody="a")
        message, = receive(url, WaitTimeSeconds=20)
        self.assertEqual(receive(url), [])
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
        message, = receive(url)
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        self.assertEqual(receive(url, VisibilityTimeout=0), [])

    def test_they_are_dead_lettered_and_moved_back(self):
        dead = create()
        url = create(VisibilityTimeout="0", RedrivePolicy='{"deadLetterTargetArn":"%s","maxReceiveCount":"1"}' % arn(dead))
        self.assertEqual(sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"], [url])
        sent = sqs.send_message(QueueUrl=url, MessageBody="a")
        self.assertEqual(bodies(receive(url)), ["a"])
        self.assertEqual(receive(url), [])
        message, = receive(dead, VisibilityTimeout=0)
        self.assertEqual((message["MessageId"], message["Attributes"]["DeadLetterQueueSourceArn"]), (sent["MessageId"], arn(url)))
        sqs.start_message_move_task(SourceArn=arn(dead))
        self.assertEqual(bodies(receive(url, WaitTimeSeconds=20)), ["a"])
        task = sqs.list_message_move_tasks(SourceArn=arn(dead))["Results"][0]
        self.assertEqual((task["SourceArn"], task["ApproximateNumberOfMessagesToMove"]), (arn(dead), 1))
        self.refused("ResourceNotFoundException", 404, "cancel_message_move_task", TaskHandle=unknown_task(dead))



class Fifo(Case):
    def test_groups_keep_their_order_and_duplicates_are_swallowed(self):
        url = create(".fifo")
        for body in ("g1-1", "g2-1", "g1-2", "g1-2"):
            sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId=body[:2], MessageDeduplicationId=body)
        messages = receive(url)
        self.assertEqual(bodies(messages), ["g1-1", "g1-2", "g2-1"])
        self.assertEqual(messages[0]["Attributes"]["MessageGroupId"], "g1")
        numbers = [message["Attributes"]["SequenceNumber"] for message in messages[:2]]
        self.assertEqual(numbers, sorted(numbers))
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=messages[0]["ReceiptHandle"], VisibilityTimeout=0)
        self.assertEqual(bodies(receive(url)), ["g1-1"])

    def test_a_message_needs_a_group_and_an_id(self):
        url = create(".fifo")
        self.refused("MissingParameter", 400, "send_message", QueueUrl=url, MessageBody="a")
        self.refused("InvalidParameterValue", 400, "send_message", QueueUrl=url, MessageBody="a", MessageGroupId="g")


if __name__ == "__main__":
    unittest.main()
