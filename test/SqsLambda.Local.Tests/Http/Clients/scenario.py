"""Runs scenario.json by a client, and prints a line of JSON for each step. See README.md."""

import json
import re
import sys
import uuid


class Refused(Exception):
    """What a client raises for an answer that is an error."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


def filled(value, variables):
    """The value with each ${name} replaced."""
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)}", lambda match: variables[match[1]], value)
    if isinstance(value, dict):
        return {key: filled(item, variables) for key, item in value.items()}
    return [filled(item, variables) for item in value] if isinstance(value, list) else value


def difference(expected, actual, path=""):
    """Where the answer differs from what is expected of it, or None."""
    if expected is None or expected == "*":
        return f"{path}: {actual!r}, expected {'none' if expected is None else 'any'}" if bool(actual) != (expected == "*") else None
    if isinstance(expected, dict) and isinstance(actual, dict):
        return next(filter(None, (difference(item, actual.get(key), f"{path}/{key}") for key, item in expected.items())), None)
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        return next(filter(None, (difference(*pair, f"{path}/{index}") for index, pair in enumerate(zip(expected, actual)))), None)
    return None if type(expected) is type(actual) and expected == actual else f"{path}: {actual!r}, expected {expected!r}"


def saved(answer, path):
    for part in path.split("."):
        answer = answer[int(part) if isinstance(answer, list) else part]
    return answer


def take(step, call, variables):
    """Takes a step. Returns what differs, or None."""
    error = step.get("error")
    try:
        answer = call(step["operation"], filled(step["input"], variables))
    except Refused as refused:
        return None if error and error["code"] == refused.code and error["message"] in refused.message else str(refused)
    if error:
        return f"not refused with {error['code']}"
    different = difference(filled(step.get("expect", {}), variables), answer)
    if not different:
        variables.update({name: saved(answer, path) for name, path in step.get("save", {}).items()})
    return different


def run(new_call):
    """Usage of the script that calls this: SCENARIO_FILE ENDPOINT_URL"""
    file, endpoint = sys.argv[1:]
    variables = {"endpoint": endpoint, "run": uuid.uuid4().hex}
    call = new_call(endpoint)
    with open(file, encoding="utf-8") as steps:
        for step in json.load(steps):
            try:
                different = take(step, call, variables)
            except Exception as exception:
                different = repr(exception)
            print(json.dumps({"name": step["name"], "ok": not different, **({"differs": different} if different else {})}), flush=True)
