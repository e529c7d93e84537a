"""A runtime that does what its first argument and its events say. A file named "go" lets it go on; its folder is the second argument."""
import http.client
import json
import os
import signal
import socket
import sys
import time

MODE, FOLDER = sys.argv[1:3]
PATH = "/2018-06-01/runtime"


def api():
    return http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])


def post(path, body):
    connection = api()
    connection.request("POST", PATH + path, body)
    connection.getresponse().read()
    connection.close()


def wait_for_go():
    while not os.path.exists(os.path.join(FOLDER, "go")):
        time.sleep(0.01)


def leave_a_process_that_asks():
    if os.fork() == 0:
        os.setsid()
        asking = api()
        asking.request("GET", PATH + "/invocation/next")
        print("asks", flush=True)
        try:
            asking.getresponse().read()
        finally:
            os._exit(0)


def leave_a_process_that_is_connected(port):
    if os.fork() == 0:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"here")
            connection.recv(1)
        os._exit(0)


if MODE == "init-error":
    post("/init/error", b'{"errorType":"ImportError","errorMessage":"no module"}')
    signal.pause()

while True:
    connection = api()
    connection.request("GET", PATH + "/invocation/next")
    response = connection.getresponse()
    event = json.load(response)
    connection.close()
    if event == "leave one that asks":
        leave_a_process_that_asks()
        wait_for_go()
        os._exit(3)
    if isinstance(event, int):
        leave_a_process_that_is_connected(event)
        wait_for_go()
        os._exit(3)
    if event == "hold":
        print("holds", flush=True)
        wait_for_go()
    post(f"/invocation/{response.headers['Lambda-Runtime-Aws-Request-Id']}/response", json.dumps(f"{os.getpid()} {event}").encode())
    if MODE == "once":
        wait_for_go()
        os._exit(0)
