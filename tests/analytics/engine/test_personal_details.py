"""Words that are kept of a log may not tell who somebody is: which are looked at, and what the refusal says."""

import pytest

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.engine.preparing import prepare
from analytics.engine.refusal import LogRefused

COLUMNS = {Role.CASE: "case", Role.ACTIVITY: "step", Role.END: "done", Role.RESOURCE: "by", Role.ORGANISATION: "at"}
HEAD = "case,step,done,by,at,note"
LIFECYCLE = {
    Role.CASE: "case",
    Role.ACTIVITY: "step",
    Role.TIMESTAMP: "done",
    Role.RESOURCE: "by",
    Role.ORGANISATION: "at",
    Role.LIFECYCLE: "note",
}


def screened(folder, *rows: str, screened: bool = True, columns=COLUMNS, progress=lambda done, total: None):
    path = folder / "log.csv"
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    out = folder / "out"
    return prepare(path, path.name, ReadOptions(columns=columns), out, case_key=b"k" * 32, screened=screened, progress=progress)


def row(number: int, step="Contact", by="Nurse Ann Lee", at="Surgery", note="") -> str:
    return f"{number},{step},2026-01-05 10:{number % 60:02d}:00+00:00,{by},{at},{note}"


@pytest.mark.parametrize(
    ("column", "given", "kind"),
    [
        ("step", {"step": "Visit 999 339 5633"}, "an NHS number"),
        ("by", {"by": "07700 900123"}, "a phone number"),
        ("by", {"by": "jo\u200d@example.com"}, "an email address"),
        ("at", {"at": "home at LS1 4DY"}, "a postcode"),
        ("at", {"at": "DOB 3/5/1941"}, "a date of birth"),
    ],
)
def test_the_refusal_names_the_column_the_first_row_and_the_kind_and_never_the_words(tmp_path, column, given, kind):
    rows = [row(1), row(2), row(3, **given), row(4, **given)]
    with pytest.raises(LogRefused) as refusal:
        screened(tmp_path, *rows)
    refused = refusal.value
    assert (refused.column, refused.row, refused.line) == (column, 3, 4)
    assert kind in refused.message and f"column “{column}”" in refused.message and "row 3 (line 4)" in refused.message
    assert "Choose another column" in refused.message and next(iter(given.values())) not in refused.message
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.csv"]


@pytest.mark.parametrize(
    ("role", "name", "kind"),
    [
        (Role.ACTIVITY, "Surname", "a person’s name"),
        (Role.ORGANISATION, "Home address", "an address"),
        (Role.RESOURCE, "Patient Name", "a person’s name"),
        (Role.RESOURCE, "Hospital number", "an identifier of a person"),
        (Role.INSTANCE, "NHS Number", "an NHS number"),
        (Role.START, "Date of birth", "a date of birth"),
    ],
)
def test_a_column_whose_name_says_what_it_holds_is_not_kept_whatever_stands_in_it(tmp_path, role, name, kind):
    path = tmp_path / "log.csv"
    path.write_text(f"case,step,done,{name}\n1,Contact,2026-01-05 10:00:00+00:00,2026-01-05", encoding="utf-8")
    columns = {Role.CASE: "case", Role.ACTIVITY: "step", Role.END: "done"} | {role: name}
    with pytest.raises(LogRefused, match=kind) as refused:
        prepare(path, path.name, ReadOptions(columns=columns), tmp_path / "out", case_key=b"k" * 32, screened=True)
    assert refused.value.column == name


def test_times_that_are_dates_of_birth_are_not_kept_whatever_their_column_is_called(tmp_path):
    born = ["1931-02-03", "1948-12-24", "1975-06-30"]
    with pytest.raises(LogRefused, match="a date of birth") as refusal:
        screened(tmp_path, *(row(n, note=day) for n, day in enumerate(born)), columns=COLUMNS | {Role.START: "note"})
    assert refusal.value.column == "note" and "1931" not in refusal.value.message


def test_names_of_staff_and_what_is_not_kept_are_let_through(tmp_path):
    rows = [row(9993395633), row(2, by="Dr Zoë Quill", note="07700 900123"), ",Ring 07700 900123,2026-01-05 10:00:00+00:00,,,"]
    prepared = screened(tmp_path, *rows)
    assert prepared.counts.events == 2 and prepared.counts.rows_rejected == 1
    assert b"07700 900123" not in b"".join(path.read_bytes() for path in prepared.folder.iterdir())


def test_a_log_that_nobody_keeps_is_not_looked_through(tmp_path):
    assert screened(tmp_path, row(1, by="07700 900123"), screened=False).counts.events == 1


def test_the_row_of_a_lifecycle_log_is_the_one_that_holds_the_words(tmp_path):
    rows = [row(1, note="start"), row(1, by="07700 900123", note="complete"), row(1, by="jo@example.com", note="other")]
    with pytest.raises(LogRefused) as refusal:
        screened(tmp_path, *rows, columns=LIFECYCLE)
    assert (refusal.value.row, refusal.value.column) == (2, "by")
    rows[1] = row(1, note="complete")
    assert screened(tmp_path, *rows, columns=LIFECYCLE).counts.activity_instances == 1


def test_more_different_words_than_are_held_at_once_are_all_looked_at(tmp_path):
    rows = [row(number, by=f"Nurse {number}") for number in range(1, 12_001)]
    with pytest.raises(LogRefused) as refusal:
        screened(tmp_path, *rows, row(12_001, by="07700 900123"))
    assert refusal.value.row == 12_001


def test_it_is_heard_of_between_portions_of_the_words_so_that_it_can_be_stopped(tmp_path):
    heard = {}
    rows = [row(number, by=f"Nurse {number}") for number in range(1, 40_001)]
    for looked_through in (False, True):
        folder = tmp_path / str(looked_through)
        folder.mkdir()
        shares = []
        screened(folder, *rows, screened=looked_through, progress=lambda *share, shares=shares: shares.append(share))
        heard[looked_through] = sum(abs(done / total - 0.55) < 0.001 for done, total in shares)
    assert heard[True] >= heard[False] + 8
