"""The scenario by the AWS CLI, version 1 or 2. Usage: aws_cli.py SCENARIO_FILE ENDPOINT_URL"""

import base64
import json
import os
import re
import shutil
import subprocess

import scenario

AWS = shutil.which("aws")
ENVIRONMENT = {**os.environ, "PYTHONUTF8": "1", "AWS_MAX_ATTEMPTS": "1"}


def run(*arguments):
    return subprocess.run([AWS, *arguments], env=ENVIRONMENT, capture_output=True, encoding="utf-8")


# Version 1 reads bytes as the text that they are, and has no option for it. Both versions write base64.
RAW = [] if run("--version").stdout.startswith("aws-cli/1.") else ["--cli-binary-format", "raw-in-base64-out"]


def raw(value):
    if isinstance(value, dict):
        return {key: base64.b64decode(item).decode() if key == "BinaryValue" else raw(item) for key, item in value.items()}
    return [raw(item) for item in value] if isinstance(value, list) else value


def new_call(endpoint):
    def call(operation, parameters):
        command = re.sub(r"(?<!^)(?=[A-Z])", "-", operation).lower()
        result = run("sqs", command, "--endpoint-url", endpoint, "--output", "json", "--cli-input-json", json.dumps(raw(parameters)), *RAW)
        if result.returncode == 0:
            return json.loads(result.stdout or "{}")
        error = re.search(r"An error occurred \((.*?)\) when calling the \w+ operation(?: \(.*?\))?: (.*)", result.stderr, re.DOTALL)
        raise scenario.Refused(*error.groups()) if error else RuntimeError(result.stderr)

    return call


scenario.run(new_call)
