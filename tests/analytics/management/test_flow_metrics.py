"""The file command as people and scripts call it: a process, its streams and its exit code."""

import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.hostile.every_kind import GROUPS
from tests.hostile.kinds import Refused

pytestmark = pytest.mark.alike  # the command asks no database
ROOT = Path(__file__).resolve().parents[3]
LOG = "case,activity,time\n1,a,2026-01-01 10:00:00\n1,b,2026-01-01 11:00:00\n,b,2026-01-01 12:00:00\n"


def flow_metrics(folder: Path, *arguments, stdout=subprocess.PIPE, **environment):
    """The command in a process with an own temporary folder and a database that does not exist."""
    (folder / "tmp").mkdir(exist_ok=True)
    surroundings = {**os.environ, "TMPDIR": str(folder / "tmp"), "SQLITE_PATH": str(folder / "none" / "none.sqlite3"), **environment}
    for name in ("DATABASE_URL", "PYTHONUNBUFFERED"):
        surroundings.pop(name, None)
    command = [sys.executable, "manage.py", "flow_metrics", *map(str, arguments)]
    environment_of = {**surroundings, "DJANGO_SETTINGS_MODULE": "carejourneys.settings.local"}
    return subprocess.run(command, cwd=ROOT, stdout=stdout, stderr=subprocess.PIPE, timeout=120, env=environment_of)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(LOG)
    return path


def test_json_alone_on_stdout_the_rest_on_stderr_and_no_database(tmp_path, log):
    done = flow_metrics(tmp_path, log)
    assert done.returncode == 0
    metrics = json.loads(done.stdout)
    assert metrics["counts"]["rows_rejected"] == 1
    words = done.stderr.decode()
    assert "case “case”" in words and "UTC" in words
    assert "row 3 (line 4), column “case”: no case" in words
    assert not any((tmp_path / "tmp").iterdir())


def test_an_end_left_open_by_a_far_date_is_said_and_stretches_no_figure(tmp_path, log):
    log.write_text(LOG + "1,b,9999-12-31\n")
    done = flow_metrics(tmp_path, log)
    assert done.returncode == 0 and json.loads(done.stdout)["throughput"]["mean"] == 3600
    assert "row 4 (line 5), column “time”: a year of 2100 or later" in done.stderr.decode()


def test_bad_input_is_exit_2_with_one_line_and_nothing_on_stdout(tmp_path, log):
    log.write_text("case,activity,time\n1,a,whenever\n1,b,whenever\n2,a,2026-01-05T09:00:00Z\n")
    done = flow_metrics(tmp_path, log)
    assert done.returncode == 2 and done.stdout == b""
    (line,) = done.stderr.decode().strip().splitlines()
    assert "log.csv" in line and "row 1" in line and "“time”" in line and "whenever" not in line
    assert not any((tmp_path / "tmp").iterdir())


def test_output_goes_into_a_file_and_a_table_is_for_reading(tmp_path, log):
    out = io.StringIO()
    call_command("flow_metrics", str(log), "--output", str(tmp_path / "out.txt"), "--format", "table", stdout=out, stderr=io.StringIO())
    assert out.getvalue() == ""
    assert "directly_follows" in (tmp_path / "out.txt").read_text()


@pytest.mark.parametrize("arguments", [("gone.csv",), ("--case", "nobody"), ("--timezone", "Europe/Nowhere"), ("--encoding", "zip")])
def test_what_cannot_be_done_is_exit_2_with_one_line(tmp_path, log, arguments):
    arguments = (str(tmp_path / arguments[0]),) if arguments[0] == "gone.csv" else (str(log), *arguments)
    out = io.StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("flow_metrics", *arguments, stdout=out, stderr=io.StringIO())
    assert raised.value.returncode == 2 and out.getvalue() == ""
    assert len(str(raised.value).splitlines()) == 1


def test_a_wrong_option_is_exit_2_with_one_line(tmp_path, log):
    done = flow_metrics(tmp_path, log, "--format", "xml")
    (line,) = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout) == (2, b"")
    assert "--format" in line and "xml" in line


@pytest.mark.parametrize("date", ["whenever", "03/04/2026"])
def test_dates_that_cannot_be_read_are_met_with_the_option_that_says_how(tmp_path, log, date):
    log.write_text(f"case,activity,time\n1,a,{date}\n")
    with pytest.raises(CommandError, match=r"--date-format, such as %d/%m/%Y %H:%M"):
        call_command("flow_metrics", str(log), stdout=io.StringIO(), stderr=io.StringIO())


def test_the_result_never_takes_the_place_of_the_log(tmp_path, log):
    done = flow_metrics(tmp_path, log, "--output", tmp_path / "." / log.name)
    assert done.returncode == 2 and log.read_text() == LOG
    assert "write the result to another file" in done.stderr.decode()


def test_a_refusal_names_the_file_even_where_it_is_about_an_option(tmp_path, log):
    with pytest.raises(CommandError, match=r"^log\.csv: there is no time zone of the name Nowhere$"):
        call_command("flow_metrics", str(log), "--timezone", "Nowhere", stdout=io.StringIO(), stderr=io.StringIO())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_result_that_cannot_be_written_is_exit_2_with_one_line(tmp_path, log):
    with open("/dev/full", "w") as full:
        done = flow_metrics(tmp_path, log, stdout=full)
    assert (done.returncode, done.stderr.decode().splitlines()) == (2, ["CommandError: stdout: No space left on device"])
    done = flow_metrics(tmp_path, log, "--output", "/dev/full")
    assert (done.returncode, done.stderr.decode().splitlines()) == (2, ["CommandError: /dev/full: No space left on device"])


@pytest.mark.parametrize("form", ["json", "table"])  # the one is longer than what the interpreter holds back, the other shorter
def test_a_reader_that_has_gone_away_is_exit_2_with_one_line(tmp_path, log, form):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = flow_metrics(tmp_path, log, "--format", form, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr.decode().splitlines()) == (2, ["CommandError: stdout: Broken pipe"])


def test_names_in_the_file_neither_break_a_line_nor_command_a_terminal(tmp_path, log):
    names = "caf\u00e9 \x1b[2J", '"ab\ncde"', "abcde"
    log.write_text("case,activity,time\n" + "".join(f"1,{name},2026-01-01 10:00:00+00:00\n" for name in names), encoding="utf-8")
    words = io.StringIO()
    call_command("flow_metrics", str(log), stdout=io.StringIO(), stderr=words)
    assert "ab cde / abcde" in words.getvalue()
    with pytest.raises(CommandError) as raised:
        log.write_text("caf\u00e9 \x1b[2J,time\n1,2026-01-01\n", encoding="utf-8")
        call_command("flow_metrics", str(log), stdout=io.StringIO(), stderr=io.StringIO())
    assert "\u201ccaf\u00e9 \ufffd[2J\u201d" in str(raised.value)


def test_names_of_any_script_are_measured_where_the_system_writes_another(tmp_path, log):
    log.write_text("case,activity,time\n1,\u0442\u0435\u0441\u0442,2026-01-01\n", encoding="utf-8")
    done = flow_metrics(tmp_path, log, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert json.loads(done.stdout)["activity_frequency"] == {"\u0442\u0435\u0441\u0442": 1}


HOSTILE = [odd for kinds in GROUPS.values() for odd in [one for one in kinds if isinstance(one.outcome, Refused) and not one.options][::8]]


@pytest.mark.parametrize("odd", HOSTILE, ids=lambda odd: odd.name)
def test_a_hostile_file_is_exit_2_with_one_line_that_names_it_and_leaves_nothing(tmp_path, odd, monkeypatch):
    path = tmp_path / odd.file
    path.write_bytes(odd.content())
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    out = io.StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("flow_metrics", str(path), stdout=out, stderr=io.StringIO())
    line = str(raised.value)
    assert (raised.value.returncode, out.getvalue(), len(line.splitlines())) == (2, "", 1)
    assert line.startswith(odd.file) and odd.outcome.words in line
    assert f"row {odd.outcome.row}" in line or not odd.outcome.row
    assert not any((tmp_path / "tmp").iterdir())
