import pytest

from journeys.domain.accounts import figure_of, make_account
from journeys.domain.elements import FIELDS, new_element
from journeys.domain.taking_out import MARK, Entry, TakingOut


def out_of(words: str, *values) -> TakingOut:
    out = TakingOut(words)
    for value in values:
        out.element(value)
    out.looking = False
    return out


@pytest.mark.parametrize(
    ("words", "text", "left"),
    [
        ("Zoë Quill", "Ring Zoë Quill on Monday", f"Ring {MARK} on Monday"),
        ("Zoë Quill", "ring ZOË\n  QUILL", f"ring {MARK}"),
        ("Zoë Quill", "Zoe\u0308 Quill's bed", f"{MARK}'s bed"),
        ("Ann", "Planning with Ann, not Anne", f"Planning with {MARK}, not Anne"),
        ("O'Neill", "Mr O’Neill’s daughter", f"Mr {MARK}’s daughter"),
        ("(she)", "the wife (she) called", f"the wife {MARK} called"),
        ("John", "Ring Jo\u200dhn now", f"Ring {MARK} now"),
        ("John", "Ring Jo\u2066hn\u2069 now", f"Ring {MARK} now"),
        ("John", "Ring Jo\u034fhn now", f"Ring {MARK} now"),
        ("John", "Ring Ｊｏｈｎ now", f"Ring {MARK} now"),
        ("Jo\u200dhn", "Ring John now", f"Ring {MARK} now"),
        ("John", "Jo\u200dhnson rang", "Jo\u200dhnson rang"),
        ("Jones-Smith", "Ms Jones\u2011Smith, Ms Jones–Smith", f"Ms {MARK}, Ms {MARK}"),
        ("Zoe", "Zoë, Zoe\u0308\u200d and zoe", f"{MARK}, {MARK} and {MARK}"),
        ("Quill", "Nothing here\u200d", "Nothing here\u200d"),
    ],
)
def test_words_are_found_however_they_were_typed_but_not_inside_other_words(words, text, left):
    assert out_of(words).text(text) == left


def test_every_field_for_words_is_cleaned_and_nothing_else_is_touched():
    for spec in FIELDS:
        if not spec.screened:
            continue
        value = figure_of(make_account(value=1, unit="d", who="Quill", note="said Quill")) if spec.is_figure else "Quill"
        element = new_element(spec.type, "Quill", **{spec.name: value})
        clean = out_of("Quill", element).element(element)
        assert clean["id"] == "Quill" and "Quill" not in str(clean[spec.name]), spec
        assert MARK in str(clean[spec.name])
        assert {name: value for name, value in clean.items() if name != spec.name} == {
            name: value for name, value in element.items() if name != spec.name
        }


def test_words_that_are_also_a_kind_or_a_source_leave_these_alone():
    element = new_element("step", "s", title="A workshop task", kind="task", pt=figure_of(make_account(value=1, unit="min", who="x")))
    clean = out_of("workshop", element).element(element)
    assert clean["title"] == f"A {MARK} task" and clean["kind"] == "task" and clean["pt"] == element["pt"]
    assert out_of("task", element).element(element)["kind"] == "task"


def test_accounts_of_different_people_stay_apart_in_elements_paths_and_inverses():
    accounts = [make_account(value=n, unit="d", who=who) for n, who in enumerate(("Quill", "quill", MARK, "GPs"))]
    element = new_element("link", "l", wait=figure_of(*accounts, used="workshop|quill"))
    out = out_of("Quill", element)
    clean = out.element(element)["wait"]
    keys = [account["key"] for account in clean["accounts"]]
    assert len(set(keys)) == 4 and keys[2:] == [f"workshop|{MARK}", "workshop|GPs"] and not any("uill" in key for key in keys)
    assert [account["key"] for account in clean["accounts"]] == [f"workshop|{account['who']}" for account in clean["accounts"]]
    assert clean["used"] == keys[1]
    old = {"account": accounts[0], "at": 0}
    back = [["l", "wait.workshop|Quill", old], ["l", "wait.used", "workshop|quill"], ["l", "note", "Quill"]]
    entry = out.entry(
        Entry(
            {"kind": "link.set", "link": "l", "fields": {"wait": {"value": 1, "who": "Quill"}, "wait.used": "workshop|quill"}},
            {"put": [element], "remove": []},
            {"put": [], "set": back, "remove": []},
            [["l", "wait.workshop|Quill"]],
        )
    )
    assert "uill" not in str(entry)
    assert entry.touched == [["l", f"wait.{keys[0]}"]] and entry.inverse["set"][0][2]["account"]["key"] == keys[0]
    assert entry.command["fields"]["wait.used"] == entry.inverse["set"][1][2] == keys[1]


def test_what_would_grow_too_long_becomes_the_mark_alone():
    title = "Al " * 66
    assert out_of("Al").element(new_element("step", "s", title=title))["title"] == MARK
