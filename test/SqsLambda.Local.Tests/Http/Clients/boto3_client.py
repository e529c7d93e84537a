"""The scenario by boto3. Usage: boto3_client.py SCENARIO_FILE ENDPOINT_URL"""

import base64
import re

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import scenario


def binary(value, convert):
    """The value with the bytes of message attributes converted: they are base64 in the scenario, and bytes in boto3."""
    if isinstance(value, dict):
        return {key: convert(item) if key == "BinaryValue" else binary(item, convert) for key, item in value.items()}
    return [binary(item, convert) for item in value] if isinstance(value, list) else value


def new_call(endpoint):
    sqs = boto3.client("sqs", endpoint_url=endpoint, config=Config(retries={"max_attempts": 0}))

    def call(operation, parameters):
        method = getattr(sqs, re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower())
        try:
            return binary(method(**binary(parameters, base64.b64decode)), lambda value: base64.b64encode(value).decode())
        except ClientError as error:
            raise scenario.Refused(error.response["Error"]["Code"], error.response["Error"]["Message"]) from error

    return call


scenario.run(new_call)
