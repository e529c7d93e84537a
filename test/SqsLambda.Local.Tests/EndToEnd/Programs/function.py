"""A Lambda function in Python, and its runtime: a message whose body is "bad" fails, and "crash" ends the process."""
import json
import os
import urllib.error
import urllib.request

API = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime"


def handle(event):
    if any(record["body"] == "crash" for record in event["Records"]):
        os._exit(3)
    print("python handles", *[record["body"] for record in event["Records"]], flush=True)
    return {"batchItemFailures": [{"itemIdentifier": r["messageId"]} for r in event["Records"] if r["body"] == "bad"]}


while True:
    try:
        with urllib.request.urlopen(f"{API}/invocation/next") as invocation:
            request_id, event = invocation.headers["Lambda-Runtime-Aws-Request-Id"], json.load(invocation)
    except urllib.error.HTTPError as error:
        if error.code == 410:  # The run has ended.
            break
        raise
    response = json.dumps(handle(event)).encode()
    urllib.request.urlopen(f"{API}/invocation/{request_id}/response", response).close()
