"""A map out as a file and in again: the same map, whatever is written on it; and what will not do is told, row by row."""

import csv
import io
import json
import re

import pytest
from defusedxml.ElementTree import fromstring
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from journeys.domain.exchange import csv_text
from journeys.domain.exchange.tables import names_of, rows_of
from journeys.models import Map, MapCommandLog
from journeys.queries.exports import KINDS, exported
from journeys.queries.states import state_from_rows, state_of
from journeys.services.importing import bring_in_map, park_cards
from journeys.services.journeys import archive_map, describe_journey
from stakeholders.models import AuditEntry, Economy
from tests.factories import bearer, make_cast, make_journey, make_map, new_id, send, signed_in
from tests.journeys.services.test_map_replay import commands_at_random
from tests.openapi import document, faults_of
from tests.pages.maps import make_worked_example

pytestmark = pytest.mark.django_db


def same(one: Map, other: Map) -> bool:
    """Whether two maps say the same, element by element in reading order, whatever ids they go by and wherever they came from."""
    return told_by(one) == told_by(other)


def told_by(of: Map) -> list[dict]:
    """Every field of every element, ids as names by reading order."""
    state = state_of(of)
    names = names_of(state)

    def named(value):
        if isinstance(value, dict):
            return {part: named(inner) for part, inner in value.items()}
        return [named(one) for one in value] if isinstance(value, list) else names.get(value, value) if isinstance(value, str) else value

    told = [named({n: v for n, v in one.items() if n not in ("order", "derived_from")}) for one in state.elements.values()]
    return sorted(told, key=lambda one: one["id"])


def brought(cast, of: Map, kind: str) -> Map:
    journey = make_journey(cast.economy, cast.freya)
    made = bring_in_map(actor=cast.freya, journey=journey, name=f"map.{kind}", raw=exported(of, kind).body)
    assert made.not_carried == ()
    return made.map


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_worked_example_comes_back_as_the_same_map(cast, kind):
    of = make_worked_example(cast)
    back = brought(cast, of, kind)
    assert same(of, back) and state_from_rows(back) == state_of(back)
    assert len(state_of(back).links) == len(state_of(of).links) > 5 and state_of(back).map["volume"] == state_of(of).map["volume"]
    assert back.title == of.title and AuditEntry.objects.filter(action="map.brought_in").count() == 1


@pytest.mark.parametrize("kind", ["csv", "json"])
@pytest.mark.parametrize("seed", range(6))
def test_any_map_comes_back_as_the_same_map(cast, small, seed, kind):
    commands_at_random(cast, small.map, seed, 8)
    assert same(small.map, brought(cast, small.map, kind))


HARD = ["=1+1", "+44", "-5", "@sum", "'quoted", "'=2", "''two", "\ttab", "semi;colon, comma", 'say "yes"', "ümläut ≥ 3 ✓", "＝wide"]


@given(st.text() | st.sampled_from(HARD))
def test_a_cell_comes_back_as_it_was_and_no_spreadsheet_runs_it(text):
    cell = csv_text.guarded(text)
    assert csv_text.unguarded(cell) == text and not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(("cell", "text"), [("'=1", "=1"), ("''=1", "'=1"), ("'tis", "'tis"), ("''tis", "'tis"), ("=1", "=1"), ("'", "'")])
def test_exactly_one_apostrophe_is_taken_off_and_only_one_that_guards(cell, text):
    assert csv_text.unguarded(cell) == text


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_every_account_comes_back_and_which_one_heads_the_figure(cast, small, kind):
    accounts = [
        {"value": 3, "who": "GPs", "note": "Mondays"},
        {"value": 9.5, "low": 2, "high": 20, "unit": "wd", "source": "told", "when": "2026-05-12", "n": 4},
    ]
    send(cast.eddie, small.map, "link.set", link=small.links[0], fields={"wait": accounts, "wait.used": "told|"})
    back = state_of(brought(cast, small.map, kind))
    assert back.links[0]["wait"] == state_of(small.map).links[0]["wait"] and back.links[0]["wait"]["used"] == "told|"


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_gateway_without_words_comes_back(cast, small, kind):
    step = state_of(small.map).get(small.steps[0])
    place = {"lane": step["lane"], "column": step["column"]}
    send(cast.eddie, small.map, "step.add", step=new_id(), title="", fields={"kind": "gateway"}, **place)
    assert same(small.map, brought(cast, small.map, kind))


def test_an_account_heads_its_figure_however_its_key_is_spaced(cast, small):
    text = "type,id,title,lane,column,on,figure,amount,unit,who,heads\nlane,l,A,,,,,,,,\ncolumn,c,,,,,,,,,\nstep,s,B,l,c,,,,,,\n"
    text += "account,,,,,s,pt,5,min, The  GPs ,yes\n"
    made = bring_in_map(actor=cast.freya, journey=small.map.journey, name="m.csv", raw=text.encode())
    assert state_of(made.map).steps[0]["pt"]["used"] == "workshop|The GPs"


def test_in_the_table_problems_stand_in_the_order_of_what_they_are_about(cast, small):
    for step in (2, 0, 1):
        send(cast.eddie, small.map, "problem.add", problem=new_id(), on=small.steps[step], text=f"About {step}")
    assert [row["text"] for row in rows_of(state_of(small.map)) if row["type"] == "problem"] == ["About 0", "About 1", "About 2"]


def test_words_that_look_like_formulas_are_plain_in_the_file_and_come_back(cast, small):
    for place, words in enumerate(HARD):
        send(cast.eddie, small.map, "step.set", step=small.steps[1], fields={"note": words, "location": HARD[-place]})
        assert same(small.map, brought(cast, small.map, "csv"))
    cells = [cell for row in csv.reader(io.StringIO(exported(small.map, "csv").body.decode("utf-8-sig"))) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for cell in cells)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_that_a_spreadsheet_saved_again_is_read(cast, small, encoding, delimiter):
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Käthe's team listens")
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(csv.reader(io.StringIO(exported(small.map, "csv").body.decode("utf-8-sig"))))
    journey = make_journey(cast.economy, cast.freya)
    made = bring_in_map(actor=cast.freya, journey=journey, name="again.CSV", raw=out.getvalue().encode(encoding))
    assert same(small.map, made.map)


def test_a_lane_of_another_economys_organisation_comes_without_it_and_that_is_told(cast, small):
    text = exported(small.map, "csv").body.decode().replace(str(cast.hospital.pk), new_id())
    made = bring_in_map(actor=cast.freya, journey=small.map.journey, name="map.csv", raw=text.encode())
    (lost,) = made.as_dict()["not_carried"]
    assert (lost["kind"], lost["name"]) == ("other", "GPs") and "organisation" in lost["reason"]
    assert [lane["organisation"] for lane in state_of(made.map).lanes] == [None, None]


def test_what_has_no_place_on_a_map_is_told(cast, small):
    rows = ["type,id,title,lane,column,process_owner,comments,pt", "lane,l,A,,,GPs,,", "lane,m,B,,,GPs,Why?,", "column,c,,,,,,"]
    text = "\n".join([*rows, "step,s,C,l,c,GPs,,5,and,more"])
    made = bring_in_map(actor=cast.freya, journey=small.map.journey, name="m.csv", raw=text.encode())
    assert [(one["kind"], one["id"], one["reason"]) for one in made.as_dict()["not_carried"]] == [
        ("data", "process_owner", "A row of the type lane says nothing in “process_owner”. Such cells: 2, the first in row 2."),
        ("data", "comments", "A map has no column “comments”. Cells in it: 1, the first in row 3."),
        ("data", "pt", "A map has no column “pt”. Cells in it: 1, the first in row 5."),
        ("data", "", "Cells that stand beyond the last column: 1, the first in row 5."),
    ]


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        (
            "map.json",
            b'{"format":"care-journeys-map","version":1,"elements":[{"id":"a","type":"map"},{"id":"b","type":"map"}]}',
            "second element for the map",
        ),
        ("map.csv", b"", "nothing in it"),
        ("map.csv", b"a,b\n1,2\n", "no map"),
        ("map.csv", b"type,id,title\nboat,boat-1,Row\n", "Row 2: “boat” is no type"),
        ("map.csv", b"type,id,title\nlane,x,A\nlane,x,B\n", "Row 3: Each row that is no account needs an id of its own"),
        ("map.csv", b"type,id,title,lane,column\nlane,l,A,,\nstep,s,B,l,c\n", "Row 3: It speaks of “c”"),
        ("map.csv", b"type,id,title\nlane,l,\n", "Row 2: The column title is empty"),
        ("map.csv", b"type,id,title,subtitle\nlane,l,A,ring 07700 900123\n", "Row 2, subtitle: "),
        ("map.csv", b"type,id,title,hours_per_day\nlane,l,A,lots\n", "Row 2: In the column hours_per_day stands “lots”"),
        (
            "map.csv",
            b"type,id,title,lane,column,source,target\nlane,l,A,,,,\ncolumn,c,,,,,\nstep,s,B,l,c,,\nlink,k,,,,s,s\n",
            "Row 5, target: A link leads from one step to another",
        ),
        ("map.csv", b"type,id,title,note\nmap,m,A,ring 07700 900123\nlane,l,B,\n", "The map itself, note: "),
        ("map.csv", b"\x00\x01\x02", "no file of text"),
        ("map.json", b"{", "breaks off"),
        ("map.json", b"{}", "no map that was taken out"),
        (
            "map.json",
            b'{"format":"care-journeys-map","version":1,"elements":[{"id":"l","type":"lane","title":"A","organisation":{"x":1}}]}',
            "Row 1, organisation",
        ),
        ("map.xlsx", b"PK", "ends in .csv or .json"),
        ("map.csv", b"x" * (csv_text.MOST_BYTES + 1), "too large"),
    ],
)
def test_a_file_that_will_not_do_says_where_and_why_and_leaves_nothing_behind(cast, small, name, raw, says):
    maps, entries = Map.objects.count(), MapCommandLog.objects.count()
    with pytest.raises(RuleBroken) as refused:
        bring_in_map(actor=cast.freya, journey=small.map.journey, name=name, raw=raw)
    assert says in str(refused.value.message) and refused.value.field == "file"
    assert (Map.objects.count(), MapCommandLog.objects.count()) == (maps, entries)


def test_a_map_is_brought_in_on_its_page_by_whoever_may_make_one(cast, small):
    address, file = reverse("bring_map", args=[small.map.journey_id]), exported(small.map, "csv").body
    answer = signed_in(cast.freya).post(address, {"file": SimpleUploadedFile("m.csv", file), "title": "From a file", "kind": "future"})
    made = Map.objects.get(title="From a file")
    assert answer.url == reverse("map", args=[made.pk]) and made.kind == "future"
    told = signed_in(cast.freya).post(address, {"file": SimpleUploadedFile("m.csv", b"a,b\n1,2"), "kind": "current"})
    assert "no map" in str(told.context["form"].errors["file"])
    with pytest.raises(NotAllowed):
        bring_in_map(actor=cast.eddie, journey=small.map.journey, name="m.csv", raw=b"not even read")
    with pytest.raises(NotFound):
        bring_in_map(actor=cast.stan, journey=small.map.journey, name="m.csv", raw=file)


def test_the_form_sent_twice_leads_to_the_map_it_made_and_another_of_that_name_gets_a_number(cast, small):
    client, address, file = signed_in(cast.freya), reverse("bring_map", args=[small.map.journey_id]), exported(small.map, "csv").body

    def send(id, **more):
        return client.post(address, {"id": id, "file": SimpleUploadedFile("m.csv", file), "kind": "current", "title": "Once"} | more)

    first, other = new_id(), new_id()
    assert send(first).url == send(first).url == reverse("map", args=[first])
    assert Map.objects.filter(title="Once").count() == 1
    assert send(other).url == send(other).url == reverse("map", args=[other])
    said = client.get(reverse("map", args=[other])).content.decode()
    assert "There is a map called “Once” here already, so this one is called “Once (2)”." in said
    assert send(first, title="Twice").url != reverse("map", args=[first])
    send(new_id(), title="")  # the name in the file is that of the map there
    send(new_id(), title="once")
    send(new_id(), title="x" * 200)
    send(new_id(), title="X" * 200)
    titles = ["Once", "Once (2)", "Today", "Today (2)", "Twice", "X" * 196 + " (2)", "once (3)", "x" * 200]
    assert sorted(Map.objects.values_list("title", flat=True)) == sorted(titles)


def test_the_form_is_no_way_to_a_map_of_somebody_else(cast, small):
    foreign = make_map(make_cast())
    Map.objects.filter(pk=foreign.pk).update(title="Theirs")
    data = {
        "id": str(foreign.pk),
        "file": SimpleUploadedFile("m.csv", exported(small.map, "csv").body),
        "kind": "current",
        "title": "Theirs",
    }
    answer = signed_in(cast.freya).post(reverse("bring_map", args=[small.map.journey_id]), data)
    assert str(foreign.pk) not in answer.url and Map.objects.filter(title="Theirs", journey=small.map.journey).exists()


# files to take away


@pytest.mark.parametrize("kind", ["csv", "json", "svg", "pdf", "a1.pdf"])
def test_whoever_reads_the_map_downloads_it(cast, small, kind):
    address = reverse("downloads", args=[small.map.pk])
    assert reverse("download", args=[small.map.pk, kind]) in signed_in(cast.vic).get(address).content.decode()
    answer = signed_in(cast.vic).get(reverse("download", args=[small.map.pk, kind]))
    assert answer.status_code == 200 and len(answer.content) > 500 and answer["Content-Type"] == KINDS[kind][0]
    assert answer["Content-Disposition"] == f'attachment; filename="today-{small.map.revision}.{kind}"'
    assert signed_in(cast.vic).get(reverse("download", args=[small.map.pk, "doc"])).status_code == 404


def test_the_api_gives_the_same_file_and_says_when_one_has_it(cast, small):
    headers, path = bearer(cast.freya, cast.economy), f"/api/v1/maps/{small.map.pk}/export/"
    answer = signed_in(cast.freya).get(path, {"format": "csv"}, headers=headers)
    assert answer.content == exported(small.map, "csv").body and answer["Content-Type"].startswith("text/csv")
    again = signed_in(cast.freya).get(path, {"format": "csv"}, headers={**headers, "If-None-Match": answer["ETag"]})
    other = signed_in(cast.freya).get(path, {"format": "json"}, headers={**headers, "If-None-Match": answer["ETag"]})
    assert (again.status_code, other.status_code) == (304, 200) and json.loads(other.content)["revision"] == small.map.revision
    assert faults_of(other, "/api/v1/maps/{id}/export/") == []
    describe_journey(actor=cast.freya, journey=small.map.journey, title="Another name")
    renamed = signed_in(cast.freya).get(path, {"format": "csv"}, headers={**headers, "If-None-Match": answer["ETag"]})
    assert renamed.status_code == 200  # a picture and a sheet of paper hold that name
    for no_kind in ("doc", ""):
        assert signed_in(cast.freya).get(path, {"format": no_kind}, headers=headers).status_code == 400
    said = document()["paths"]["/api/v1/maps/{id}/export/"]["get"]["responses"]["200"]["content"]
    assert set(said) == {"text/csv", "application/json", "image/svg+xml", "application/pdf"}


@pytest.mark.parametrize(("kind", "size"), [("pdf", (1190.55, 841.89)), ("a1.pdf", (2383.94, 1683.78))])
def test_the_pdf_is_of_its_size_and_brings_its_typeface(cast, small, kind, size):
    body = exported(small.map, kind).body
    assert body == exported(small.map, kind).body  # the same mark, the same bytes
    assert body.startswith(b"%PDF-") and body.count(b"/FontFile2") >= 1
    box = re.search(rb"/MediaBox ?\[0(?:\.0)? 0(?:\.0)? ([\d.]+) ([\d.]+)\]", body)
    assert [round(float(side)) for side in box.groups()] == [round(side) for side in size]


def test_the_drawing_says_what_the_map_says(cast):
    of = make_worked_example(cast)
    words = " ".join(text.text for text in fromstring(exported(of, "svg").body).iter("{http://www.w3.org/2000/svg}text"))
    state = state_of(of)
    for step in state.steps:
        assert all(word in words for word in step["title"].split())
    for said in ("61.5 d", "46% · 3 d", "no process owner", "How to read this map", "What the figures mean", f"Revision {of.revision}"):
        assert said in words


def test_the_command_writes_the_same_file(cast, small, tmp_path):
    call_command("export_map", str(small.map.pk), format="csv", output=tmp_path / "m.csv")
    assert (tmp_path / "m.csv").read_bytes() == exported(small.map, "csv").body
    call_command("export_map", str(small.map.pk), format="pdf", paper="a1", output=tmp_path / "m.pdf")
    assert b"2383.94" in (tmp_path / "m.pdf").read_bytes()
    with pytest.raises(CommandError, match="no map"):
        call_command("export_map", new_id(), format="csv", output=tmp_path / "m.csv")


def import_map(*given, **options):
    out = io.StringIO()
    call_command("import_map", *given, stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_command_brings_a_map_in_and_prints_what_became_of_it(cast, small, tmp_path, kind):
    file = tmp_path / f"m.{kind}"
    file.write_bytes(exported(small.map, kind).body)
    said = import_map(str(file), economy=cast.economy.slug, journey="brought-in", actor=cast.freya.email, state="future")
    made = Map.objects.get(pk=said.pop("map"))
    assert said == {"lanes": 2, "steps": 3, "links": 2, "not_carried": []} and same(small.map, made)
    assert (made.kind, made.created_by, made.journey.title) == ("future", cast.freya, "Brought in")
    again = import_map(str(file), economy=cast.economy.slug, journey="brought-in", actor=cast.freya.email)
    assert Map.objects.get(pk=again["map"]).journey == made.journey  # each time a new map
    with pytest.raises(CommandError, match="several economies"):
        import_map(str(file))
    with pytest.raises(CommandError, match="no economy"):
        import_map(str(file), economy="nowhere")


def test_without_any_economy_one_is_made_for_imports(db, tmp_path):
    file = tmp_path / "m.csv"
    for wrong in (None, "a,b\n1,2\n"):
        if wrong is not None:
            file.write_text(wrong)
        with pytest.raises(CommandError):
            import_map(str(file))
        assert not Economy.objects.exists()
    file.write_text("type,id,title\nmap,map,Ours\nlane,l,The person\n")
    for _time in range(2):
        assert import_map(str(file))["lanes"] == 1
    assert [one.journey.economy.slug for one in Map.objects.all()] == ["imports", "imports"]


# cards without a place


def test_lines_become_cards_in_the_parking_list_and_one_undo_takes_them_back(cast, small):
    client, address, before = signed_in(cast.eddie), reverse("park_cards", args=[small.map.pk]), state_of(small.map)
    client.post(address, {"text": "Ring the carer\n\n  Ring   the carer \nBook a taxi"})
    state = state_of(Map.objects.get(pk=small.map.pk))
    lane = next(lane for lane in state.lanes if lane["title"] == "Parking list")
    assert [step["title"] for step in state.steps_of_lane(lane["id"])] == ["Ring the carer", "Book a taxi"]
    assert state.lanes[-1] == lane and state.columns[-1]["title"] == "Not placed yet"
    assert [state.step_numbers.get(step) for step in small.steps] == [before.step_numbers.get(step) for step in small.steps]
    client.post(address, {"text": "Ask for help"})
    after = state_of(Map.objects.get(pk=small.map.pk))
    assert (len(after.lanes), len(after.columns)) == (len(state.lanes), len(state.columns)) and len(after.steps_of_lane(lane["id"])) == 3
    newest = MapCommandLog.objects.filter(map=small.map).latest("revision")
    send(cast.eddie, small.map, "undo", of=str(newest.command_id))
    assert state_of(small.map) == state


MURAL = 'ID,"BG Color",Text,"Position X"\n1,#FFF,"Waits for\na letter",20\n2,#FFF,,30\n3,#FFF,Nobody rings back,40\n'
MIRO = "Waits for a letter,Nobody rings back\n,Third\n"


@pytest.mark.parametrize(
    ("file", "cards"),
    [(MURAL, ("Waits for a letter", "Nobody rings back")), (MIRO, ("Waits for a letter", "Nobody rings back", "Third"))],
)
def test_notes_of_a_whiteboard_become_cards(cast, small, file, cards):
    assert park_cards(actor=cast.eddie, on=small.map, raw=file.encode("utf-16")).titles == cards


def test_a_file_of_text_is_of_lines(cast, small):
    lines = 'Ring the carer, then wait\n"Half a quote\nBook a taxi\n'
    signed_in(cast.eddie).post(reverse("park_cards", args=[small.map.pk]), {"file": SimpleUploadedFile("notes.TXT", lines.encode())})
    titles = {step["title"] for step in state_of(Map.objects.get(pk=small.map.pk)).steps}
    assert titles >= {"Ring the carer, then wait", '"Half a quote', "Book a taxi"}


def test_a_map_put_away_says_so_and_names_no_card(cast, small):
    archive_map(actor=cast.freya, of=small.map)
    with pytest.raises(RuleBroken) as refused:
        park_cards(actor=cast.eddie, on=small.map, text="One")
    assert str(refused.value.message).startswith("This map has been put away")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"text": "Ring 07700 900123"}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "x\n" + "\n".join(map(str, range(501)))}, "text"),
    ],
)
def test_lines_that_will_not_do_are_told_and_nothing_typed_is_lost(cast, small, sent, field):
    before = MapCommandLog.objects.count()
    answer = signed_in(cast.eddie).post(reverse("park_cards", args=[small.map.pk]), sent)
    assert answer.context["form"].errors[field] and MapCommandLog.objects.count() == before
    assert (answer.context["form"]["text"].value() or "") == sent.get("text", "")


def test_a_note_that_tells_who_somebody_is_is_named(cast, small):
    with pytest.raises(RuleBroken) as refused:
        park_cards(actor=cast.eddie, on=small.map, raw=b"Text\nFine\nring 07700 900123\n")
    assert "07700 900123" in str(refused.value.message) and refused.value.field == "file"


def test_only_who_may_edit_parks_cards(cast, small):
    assert signed_in(cast.vic).post(reverse("park_cards", args=[small.map.pk]), {"text": "One"}).status_code == 403
    with pytest.raises(NotAllowed):
        park_cards(actor=cast.vic, on=small.map, text="")
