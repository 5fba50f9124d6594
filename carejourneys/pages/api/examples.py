"""The examples of the OpenAPI document: what is sent, and what the worked example answers, with its lists cut short."""

import json
from pathlib import Path
from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("examples.json").read_text())


def show_examples(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """The document with an example at each body and answer that has one (a hook of drf-spectacular). KeyError for an example of what the
    document does not have.
    """
    operations = {one["operationId"]: one for methods in result["paths"].values() for one in methods.values()}
    for name, its in EXAMPLES.items():
        operation = operations[name]
        for media_type, example in its.get("request", {}).items():
            operation["requestBody"]["content"][media_type]["example"] = example
        for status, examples in its["answers"].items():
            for media_type, example in examples.items():
                operation["responses"][status]["content"][media_type]["example"] = example
    return result
