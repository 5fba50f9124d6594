"""A first map out of a log: made by the public services, matched and measured, with figures that pandas finds too."""

import random
from datetime import timedelta

import pandas as pd
import pytest

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.models import Dataset, Job
from analytics.queries.datasets import ends_of, matches_of
from analytics.queries.measured import measurements_of
from analytics.services.deleting import discard_dataset
from analytics.services.drafting import draft_map
from analytics.services.reading import read_log
from analytics.services.receiving import receive_log
from analytics.services.terms import change_terms
from carejourneys.common.errors import NotAllowed, RuleBroken
from journeys.domain.figures.score import score
from journeys.models import Map, MapCommandLog
from journeys.queries.states import state_of
from journeys.services.journeys import archive_journey
from stakeholders.models import AuditEntry
from tests.event_logs import MONDAY, run_job, terms_for
from tests.factories import Cast, make_journey, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scratch")]
COLUMNS = {Role.CASE: "who", Role.ACTIVITY: "what", Role.START: "begun", Role.END: "done", Role.ORGANISATION: "where"}
WHERE = {"Contact": "Eastvale Hospital", "Triage": "Memory service", "Scan": "Memory service", "Support": "", "Odd": "Memory service"}


def log(seed: int = 1, people: int = 300) -> pd.DataFrame:
    """Contact, triage, sent back to contact by 40 of 100, then a scan, then support for 80 of 100; a few meet something odd."""
    chance, rows = random.Random(seed), []
    for number in range(people):
        way = ["Contact", "Triage"]
        while chance.random() < 0.4:
            way += ["Contact", "Triage"]
        way += ["Scan"] + ["Support"] * (chance.random() < 0.8) if number % 50 else ["Scan", "Odd", "Support"]
        at = MONDAY + timedelta(hours=number)
        for what in way:
            at += timedelta(days=chance.uniform(0.5, 9))
            rows.append((f"P{number:04d}", what, at, at + timedelta(minutes=20), WHERE[what]))
            at += timedelta(minutes=20)
    return pd.DataFrame(rows, columns=list(COLUMNS.values()))


def bring(cast: Cast, frame: pd.DataFrame, run, readers=()) -> Dataset:
    journey = make_journey(cast.economy, cast.freya)
    content = frame.assign(begun=frame["begun"].map(lambda at: at.isoformat()), done=frame["done"].map(lambda at: at.isoformat()))
    terms = terms_for(cast.economy, *readers)
    made = receive_log(
        actor=cast.ana, journey=journey, name="January", filename="log.csv", chunks=[content.to_csv(index=False).encode()], terms=terms
    )
    job = read_log(actor=cast.ana, dataset=made, options=ReadOptions(columns=COLUMNS))
    with run(execute=True):
        run_job(job_id=str(job.pk))
    made.refresh_from_db()
    assert made.state == Dataset.READY, made.trouble
    return made


def drafted(cast: Cast, dataset: Dataset, *, title="Drafted", steps=12, least=5, ends=("Support", "Scan")) -> Map:
    job = draft_map(actor=cast.ana, dataset=dataset, title=title, steps=steps, least=least, end_activities=list(ends))
    run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.DONE, job.message
    return Map.objects.get(pk=job.args["map"])


def by_title(state) -> dict:
    return {step["title"]: step for step in state.steps}


def accounts(state, source, target, name):
    steps = by_title(state)
    (link,) = [link for link in state.links if (link["source"], link["target"]) == (steps[source]["id"], steps[target]["id"])]
    return link[name]["accounts"], link["kind"]


def test_frequent_activities_become_steps_in_order_and_organisations_lanes(cast, django_capture_on_commit_callbacks):
    state = state_of(drafted(cast, bring(cast, log(), django_capture_on_commit_callbacks)))
    assert [step["title"] for step in state.steps] == ["Contact", "Triage", "Scan", "Support", "Ends before the last step"]
    assert [lane["title"] for lane in state.lanes] == ["Eastvale Hospital", "Memory service", "Services"]
    assert [lane["organisation"] for lane in state.lanes] == [str(cast.hospital.pk), None, None]
    lanes = {step["title"]: state[step["lane"]]["title"] for step in state.steps}
    assert lanes["Triage"] == "Memory service" and lanes["Support"] == "Services"
    steps = by_title(state)
    assert (state.map["start"], state.map["end"]) == (steps["Contact"]["id"], steps["Support"]["id"])
    assert "1 activity of very few people is left out" in state.map["note"] and "“January”" in state.map["note"]
    assert "also for those who do the steps in another order" in state.map["note"], "Triage leads back to Contact"
    assert "Odd" not in str(state.elements)


def test_a_step_that_is_done_again_at_once_is_named_and_is_no_rarer_way(cast, django_capture_on_commit_callbacks):
    rows = []
    for number in range(40):
        for place, what in enumerate(["Contact", *["Scan"] * (2 if number < 12 else 1), *["Support"] * (2 if number < 3 else 1)]):
            at = MONDAY + timedelta(days=number + place)
            rows.append((f"P{number:02d}", what, at, at, "GPs"))
    dataset = bring(cast, pd.DataFrame(rows, columns=list(COLUMNS.values())), django_capture_on_commit_callbacks)
    note = state_of(drafted(cast, dataset, least=0, ends=["Support"])).map["note"]
    assert "do these again at once, for which a map has no arrow: “Scan”." in note and "rarer way" not in note


def test_shares_and_waits_are_those_that_pandas_finds(cast, django_capture_on_commit_callbacks):
    frame = log()
    state = state_of(drafted(cast, bring(cast, frame, django_capture_on_commit_callbacks)))
    known = frame[frame["what"] != "Odd"].assign(
        after=lambda f: f.groupby("who")["what"].shift(-1), next=lambda f: f.groupby("who")["begun"].shift(-1)
    )
    known["wait"] = (known["next"] - known["done"]).dt.total_seconds() / 86_400
    moved = known.dropna(subset=["after"]).groupby(["what", "after"])["wait"].agg(["size", "mean"])
    back, on = moved.loc[("Triage", "Contact"), "size"], moved.loc[("Triage", "Scan"), "size"]
    (share,), kind = accounts(state, "Triage", "Contact", "share")
    assert kind == "rework" and abs(share["value"] - 100 * back / (back + on)) <= 1 and share["source"] == "measured"
    for pair in (("Contact", "Triage"), ("Triage", "Contact"), ("Triage", "Scan"), ("Scan", "Support")):
        (wait,), _kind = accounts(state, *pair, "wait")
        assert wait["value"] == float(f"{moved.loc[pair, 'mean']:.3g}")
        assert (wait["unit"], wait["source"], wait["who"]) == ("d", "measured", "mean")
        assert wait["n"] is None or (wait["n"] % 10 == 0 and abs(wait["n"] - moved.loc[pair, "size"]) <= 20)
    assert any(accounts(state, *pair, "wait")[0][0]["n"] for pair in (("Contact", "Triage"), ("Triage", "Scan")))
    (work,) = by_title(state)["Scan"]["pt"]["accounts"]
    assert (work["value"], work["who"]) == (20, "mean")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_score_line_of_a_draft_can_be_computed(cast, seed, django_capture_on_commit_callbacks):
    chance, rows = random.Random(seed), []
    for number in range(120):
        at = MONDAY + timedelta(hours=number)
        for what in chance.choices("abcdefgh", k=chance.randint(1, 9)):
            at += timedelta(days=chance.uniform(0.1, 3))
            rows.append((f"P{number:03d}", what, at, at, chance.choice(["", "GPs", "Council"])))
    dataset = bring(cast, pd.DataFrame(rows, columns=list(COLUMNS.values())), django_capture_on_commit_callbacks)
    found = score(state_of(drafted(cast, dataset, least=chance.choice([0, 5, 20, 50]), ends=list("abcdefgh"))))
    assert not found.why_not and found["lead_time"].value > 0


def test_the_draft_is_matched_and_measured(cast, django_capture_on_commit_callbacks):
    dataset = bring(cast, log(), django_capture_on_commit_callbacks)
    made = drafted(cast, dataset)
    steps = by_title(state_of(made))
    assert matches_of(dataset, made) == {name: steps[name]["id"] for name in ("Contact", "Triage", "Scan", "Support")}
    assert ends_of(dataset, made) == ["Scan", "Support"]
    measuring = Job.objects.get(kind="map.measure", state=Job.QUEUED)
    run_job(job_id=str(measuring.pk))
    assert measurements_of(cast.vic, made).times.lead_time.n == 300


def test_everything_is_put_there_by_one_command_and_once_the_data_are_gone_one_undo_takes_it_away(cast, django_capture_on_commit_callbacks):
    dataset = bring(cast, log(), django_capture_on_commit_callbacks)
    made = drafted(cast, dataset)
    discard_dataset(actor=cast.ana, dataset=dataset)
    entries = list(MapCommandLog.objects.filter(map=made).order_by("revision"))
    assert [entry.kind for entry in entries] == ["map.set", "map.paste", "map.set"]
    for entry in reversed(entries[1:]):
        outcome = send(cast.ana, made, "undo", of=str(entry.command_id))
        outcome.raise_for_refusal()
    assert len(state_of(made).steps) == 0
    assert AuditEntry.objects.filter(action="map.drafted", subject_id=str(made.pk)).exists()


def test_a_job_that_runs_twice_drafts_once(cast, django_capture_on_commit_callbacks):
    dataset = bring(cast, log(), django_capture_on_commit_callbacks)
    made = drafted(cast, dataset)
    job = Job.objects.get(kind="map.draft")
    Job.objects.filter(pk=job.pk).update(state=Job.QUEUED, ended_at=None)
    run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.DONE and list(Map.objects.filter(journey=dataset.journey)) == [made]


def test_data_for_some_organisations_alone_are_not_drawn_for_everybody(cast, django_capture_on_commit_callbacks):
    dataset = bring(cast, log(), django_capture_on_commit_callbacks, readers=[cast.council])
    with pytest.raises(RuleBroken, match="for some organisations alone"):
        drafted(cast, dataset)
    change_terms(actor=cast.ana, dataset=dataset, terms=terms_for(cast.economy))
    assert drafted(cast, dataset)


def test_data_closed_to_others_while_the_job_waited_are_not_drawn(cast, django_capture_on_commit_callbacks):
    dataset = bring(cast, log(), django_capture_on_commit_callbacks)
    job = draft_map(actor=cast.ana, dataset=dataset, title="Drafted", steps=9, least=5, end_activities=["Support"])
    change_terms(actor=cast.ana, dataset=dataset, terms=terms_for(cast.economy, cast.council))
    run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.FAILED and "some organisations alone" in job.message and not Map.objects.filter(journey=dataset.journey)


def test_few_people_leave_nothing_to_draw(cast, django_capture_on_commit_callbacks):
    dataset = bring(cast, log(people=6), django_capture_on_commit_callbacks)
    with pytest.raises(AssertionError, match="nothing to draft from"):
        drafted(cast, dataset)
    assert not Map.objects.filter(journey=dataset.journey)


def test_only_those_who_bring_data_draft_from_them(cast, django_capture_on_commit_callbacks):
    dataset = bring(cast, log(people=20), django_capture_on_commit_callbacks)
    for who in (cast.freya, cast.eddie, cast.vic):
        with pytest.raises(NotAllowed):
            draft_map(actor=who, dataset=dataset, title="Drafted", steps=9, least=5, end_activities=["Support"])


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("title", {"title": " "}),
        ("steps", {"steps": 1}),
        ("steps", {"steps": 61}),
        ("least", {"least": 51}),
        ("end_activities", {"ends": ["No"]}),
    ],
)
def test_what_will_not_do_is_said_at_its_field(cast, field, given, django_capture_on_commit_callbacks):
    dataset = bring(cast, log(people=20), django_capture_on_commit_callbacks)
    with pytest.raises(RuleBroken) as refused:
        drafted(cast, dataset, **given)
    assert refused.value.field == field and not Job.objects.filter(kind="map.draft").exists()


def test_a_name_that_is_taken_and_a_journey_put_away_are_refused(cast, django_capture_on_commit_callbacks):
    dataset = bring(cast, log(), django_capture_on_commit_callbacks)
    drafted(cast, dataset)
    with pytest.raises(RuleBroken, match="map of that name"):
        drafted(cast, dataset, title="DRAFTED")
    archive_journey(actor=cast.freya, journey=dataset.journey)
    dataset.journey.refresh_from_db()
    with pytest.raises(RuleBroken):
        drafted(cast, dataset, title="Another")
