"""Logs hold no people's data: neither by key nor in tracebacks."""

import json

import structlog

from carejourneys.common.logs import configure


def test_a_traceback_names_the_line_and_not_the_values_at_hand(capsys):
    configure()
    case_number = "943 476 5919"
    try:
        int(case_number)
    except ValueError:
        structlog.get_logger().exception("job_failed", job="7", case=case_number)
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["job"]) == ("job_failed", "7")
    assert line["exception"][0]["frames"][-1]["name"] == "test_a_traceback_names_the_line_and_not_the_values_at_hand"
    assert "943 476" not in json.dumps(line)
