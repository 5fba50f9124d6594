"""Event data out as XES: our own reader measures the same from the file; cases have new names; only who may open the data, with a trace."""

import gzip
import io
import re
import stat
import tempfile
from pathlib import Path
from uuid import uuid4

import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.engine.flow import flow_metrics
from analytics.engine.prepared_folder import CASES
from analytics.engine.preparing import prepare
from analytics.engine.xes_writing import write_xes
from analytics.services.exporting import export_xes
from carejourneys.common.errors import NotAllowed
from stakeholders.models import AuditEntry
from tests.analytics.engine.logs import NAMED, ROWS, as_csv, prepared
from tests.event_logs import brought, log_of, read
from tests.factories import make_small_map

AS_WRITTEN = {
    Role.CASE: "case:concept:name",
    Role.ACTIVITY: "concept:name",
    Role.TIMESTAMP: "time:timestamp",
    Role.LIFECYCLE: "lifecycle:transition",
    Role.INSTANCE: "concept:instance",
    Role.RESOURCE: "org:resource",
    Role.ORGANISATION: "org:group",
}
OF_THE_FILE = ("rows", "rows_rejected", "events")  # a start has a row of its own, and what was left out is not written


def measured(folder: Path) -> dict:
    found = flow_metrics(folder)
    return {**found, "counts": {key: n for key, n in found["counts"].items() if key not in OF_THE_FILE}}


@pytest.mark.alike
@given(ROWS)
@settings(max_examples=settings.default.max_examples // 2)  # each of them prepares two logs
def test_random_logs_measure_the_same_from_their_xes(rows):
    rows = [
        *rows,
        {
            "case": "z",
            "activity": "Triage",
            "start": 1_600_000_400_000_000,
            "end": 1_600_000_500_000_000,
            "resource": "a",
            "organisation": "<b>",
        },
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = prepared(folder, as_csv(rows), columns=NAMED, case_key=b"k" * 32)
        with (folder / "out.xes").open("w", encoding="utf-8") as out:
            cases = write_xes(log.folder, out, at_once=7)
        again = prepare(folder / "out.xes", "out.xes", ReadOptions(columns=AS_WRITTEN), folder / "again")
        assert cases == log.counts.cases and measured(log.folder) == measured(again.folder)


def test_what_xml_cannot_say_stands_as_a_mark(tmp_path):
    rows = [{"case": "1", "activity": 'a"<&\x01\n', "start": None, "end": 1_600_000_000_000_000, "resource": "", "organisation": ""}]
    out = io.StringIO()
    write_xes(prepared(tmp_path, as_csv(rows), columns=NAMED).folder, out)
    assert "\x01" not in out.getvalue() and "&lt;&amp;\ufffd&#10;" in out.getvalue()


@pytest.fixture
def dataset(cast, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DATA_DIR = tmp_path / "data"
    found = brought(cast, make_small_map(cast), log_of(12, waiting=3))
    read(cast, found, django_capture_on_commit_callbacks)
    return found


def export(dataset, output: Path, actor) -> str:
    said = io.StringIO()
    call_command("export_xes", str(getattr(dataset, "pk", dataset)), output=output, actor=actor, stderr=said)
    return said.getvalue()


def test_an_analyst_gets_a_file_of_their_own_with_a_warning_and_an_audit_row(cast, dataset, tmp_path):
    path = tmp_path / "out.xes"
    said = export(dataset, path, cast.ana.email)
    assert "lists 15 single cases" in said and str(dataset.delete_by) in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    entry = AuditEntry.objects.get(action="dataset.exported")
    assert (entry.actor, entry.subject_id) == (cast.ana, str(dataset.pk)) and entry.details["content_hash"] == dataset.content_hash


def test_cases_have_names_that_stand_nowhere_else_and_differ_from_file_to_file(cast, dataset, tmp_path):
    keys = set(pq.read_table(dataset.folder / CASES)["case_name"].to_pylist())
    names = []
    for number in range(2):
        path = tmp_path / f"{number}.xes.gz"
        export(dataset, path, cast.ana.email)
        text = gzip.decompress(path.read_bytes()).decode()
        names.append(set(re.findall(r'<trace>\n<string key="concept:name" value="([0-9a-f]{32})"/>', text)))
        assert "NHS-PERSON" not in text and not any(key in text for key in keys)
    assert len(names[0]) == len(names[1]) == 15 and not names[0] & names[1]


def test_nobody_else_gets_it(cast, dataset, tmp_path):
    for who in (cast.freya.email, cast.vic.email, cast.stan.email, "nobody@example.org"):
        with pytest.raises(CommandError):
            export(dataset, tmp_path / "out.xes", who)
    for member in (cast.freya, cast.vic):
        with pytest.raises(NotAllowed):
            export_xes(actor=member, dataset=dataset, path=tmp_path / "out.xes")
    with pytest.raises(CommandError):
        export(uuid4(), tmp_path / "out.xes", cast.ana.email)
    assert not list(tmp_path.glob("*out.xes*")) and not AuditEntry.objects.filter(action="dataset.exported").exists()


def test_a_file_that_is_there_stays_as_it_is_and_a_failure_leaves_none(cast, dataset, tmp_path):
    there = tmp_path / "there.xes"
    there.write_text("mine")
    with pytest.raises(CommandError, match="already"):
        export(dataset, there, cast.ana.email)
    assert there.read_text() == "mine"
    with pytest.raises(CommandError):
        export(dataset, tmp_path / "no folder" / "out.xes", cast.ana.email)
    (dataset.folder / CASES).unlink()
    with pytest.raises(CommandError):
        export(dataset, tmp_path / "out.xes", cast.ana.email)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "there.xes"]
