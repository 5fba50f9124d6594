"""What the OpenAPI document says of every operation alike: how it refuses, and what each answer carries."""

from collections.abc import Iterable
from typing import Any

from .csv_lists import ROW_COUNT
from .problem_json import PROBLEM_JSON

PROBLEM = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/ProblemShape"}}}
REFUSALS = {
    "400": "Something that was sent cannot be read; `errors` names the field.",
    "401": "Without a token, or with one that does not work.",
    "403": "You may not do this.",
    "404": "There is nothing here for you.",
    "406": "It does not come in that format.",
    "413": "The body is too large.",
    "415": "The body is in a format that is not read here.",
    "429": "Asked too often: wait for as many seconds as Retry-After says.",
}
WHOLE_NUMBER, TEXT = {"type": "integer", "minimum": 0}, {"type": "string"}
RATE = {
    "RateLimit-Limit": "How often you may ask in a while.",
    "RateLimit-Remaining": "How often you still may.",
    "RateLimit-Reset": "Seconds until more may be asked.",
}


def tell_of_refusals_and_headers(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """The document with the statuses and headers that no view names because all have them (a hook of drf-spectacular)."""
    for path, methods in result["paths"].items():
        for operation in methods.values():
            _tell_what_filters_take(operation.get("parameters", ()))
            answers = operation["responses"]
            for status in _refusals(path, operation):
                answers.setdefault(status, {"content": PROBLEM, "description": REFUSALS[status]})
            answers["429"]["headers"] = {"Retry-After": _header(WHOLE_NUMBER, "Seconds.")}
            answers["401"]["headers"] = {"WWW-Authenticate": _header(TEXT, "Bearer.")}
            for status, answer in answers.items():
                if status[0] in "23":
                    answer["headers"] = {**answer.get("headers", {}), **_headers(answer, tagged="304" in answers)}
            operation["responses"] = dict(sorted(answers.items()))
    return result


def _tell_what_filters_take(parameters: Iterable[dict[str, Any]]) -> None:
    """Text by which a list is filtered is not empty (edges/list_filters.py), and holds no U+0000."""
    names = {parameter["name"] for parameter in parameters}
    for parameter in parameters if "cursor" in names else ():
        if parameter["name"] != "cursor" and parameter["schema"] == {"type": "string"}:
            parameter["schema"] = {"type": "string", "minLength": 1, "pattern": "^[^\\x00]*$"}


def _headers(answer: dict[str, Any], *, tagged: bool) -> dict[str, Any]:
    told = {name: _header(WHOLE_NUMBER, words) for name, words in RATE.items()}
    if tagged:
        told["ETag"] = _header(TEXT, "For If-None-Match.")
    if "text/csv" in answer.get("content", {}):
        told[ROW_COUNT] = {**_header(WHOLE_NUMBER, "How many rows, of what is no JSON."), "required": False}
    return told


def _header(schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"schema": schema, "required": True, "description": words}


def _refusals(path: str, operation: dict[str, Any]) -> set[str]:
    sent_in = {parameter["in"] for parameter in operation.get("parameters", ())}
    found = {"401", "403", "406", "429"}
    found |= {"404"} if "{" in path else set()
    found |= {"400"} if "query" in sent_in or "requestBody" in operation else set()
    return found | ({"413", "415"} if "requestBody" in operation else set())
