from pathlib import Path

from journeys.domain.commands import KINDS
from journeys.domain.commands.document import commands_document
from journeys.domain.elements import FIELDS
from stakeholders.queries.words import holders

PAGE = Path(__file__).resolve().parents[4] / "docs" / "commands.md"


def test_docs_commands_is_what_the_code_says():
    assert PAGE.read_text() == commands_document(holders()), "run: manage.py command_docs"


def test_every_kind_every_parameter_and_every_field_stands_in_it():
    page = commands_document(holders())
    for kind in KINDS.values():
        part = page.split(f"## `{kind.name}`\n")[1].split("\n## ")[0]
        assert kind.does in part and kind.undone[1:] in part
        assert all(f"| `{param.name}`{'?' if param.optional else ''} |" in part for param in kind.params)
    for spec in FIELDS:
        assert f"| `{spec.name}` |" in page


def test_it_says_who_may():
    page = commands_document(holders())
    assert "Who may: facilitator (`restore_map`)." in page
    assert "Who may: facilitator, participant, analyst, coach (`edit_map`)." in page
