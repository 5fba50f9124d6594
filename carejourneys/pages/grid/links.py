"""The links of a map as a table, for readers from outside who cannot see a drawing: what its arrows say, but for people's own words."""

from dataclasses import dataclass

from analytics.domain.measured import MeasuredMap
from journeys.domain.accounts import used_account
from journeys.domain.elements import Element
from journeys.domain.state import MapState
from journeys.queries.outline_rows import step_label
from journeys.queries.words import LINK_KIND_WORDS, SOURCE_WORDS, account_in_words

from .cards import counted_account
from .waits import waits_in_words


@dataclass(frozen=True)
class LinkRow:
    """One link in words; "" where nobody said. by, by_words: the source of the wait. measured: what the data say of the wait. informs: only
    information is passed on, and nobody waits."""

    source: str
    target: str
    kind: str
    share: str
    wait: str
    by: str
    by_words: str
    caa: str
    measured: str
    informs: bool


def link_rows(state: MapState, measured: MeasuredMap | None) -> list[LinkRow]:
    """Every link, in reading order."""
    found = waits_in_words(measured)
    return [_row(state, link, found.get(link["id"], "")) for link in state.links]


def _row(state: MapState, link: Element, measured: str) -> LinkRow:
    wait = used_account(link["wait"])
    share, caa = (account_in_words(head) if (head := used_account(link[name])) else "" for name in ("share", "caa"))
    return LinkRow(
        source=step_label(state, state[link["source"]]),
        target=step_label(state, state[link["target"]]),
        kind=str(LINK_KIND_WORDS[link["kind"]]),
        share=share,
        wait=counted_account(wait, account_in_words(wait)) if wait else "",
        by=wait["source"] if wait else "",
        by_words=str(SOURCE_WORDS[wait["source"]]) if wait else "",
        caa=caa,
        measured=measured,
        informs=link["kind"] == "information",
    )
