"""How much of what is planted in made texts is found, and how seldom an innocent one is stopped."""

from collections.abc import Iterable

import pytest

from carejourneys.common.clock import stopped_at
from carejourneys.common.screening import KIND_WORDS, screen
from tests.common.screening_texts import INNOCENT, INNOCENT_LATER, PLANTED, PLANTED_LATER, TODAY, held_out

PLANTED_TEXTS = {kind: [*PLANTED[kind], *PLANTED_LATER[kind]] for kind in PLANTED}
INNOCENT_TEXTS = [*INNOCENT, *INNOCENT_LATER]


def kinds_in(text: str) -> set[str]:
    with stopped_at(TODAY):
        return {finding.kind for finding in screen(text)}


def missed(kind: str, texts: Iterable[str]) -> list[str]:
    return [text for text in texts if kind not in kinds_in(text)]


def test_there_are_enough_texts_of_every_kind_and_none_twice():
    assert set(PLANTED) == set(PLANTED_LATER) == set(KIND_WORDS)
    planted = [text for texts in PLANTED_TEXTS.values() for text in texts]
    assert min(len(texts) for texts in PLANTED.values()) >= 50 and len(INNOCENT) >= 260
    assert len({*planted, *INNOCENT_TEXTS}) == len(planted) + len(INNOCENT_TEXTS)


@pytest.mark.parametrize("kind", PLANTED_TEXTS)
def test_of_each_kind_nine_in_ten_are_found(kind):
    misses = missed(kind, PLANTED_TEXTS[kind])
    assert len(misses) <= 0.10 * len(PLANTED_TEXTS[kind]), misses


@pytest.mark.parametrize("only_held_out", [False, True])
def test_of_all_that_is_planted_nineteen_in_twenty_are_found(only_held_out):
    texts = {kind: [text for text in texts if held_out(text)] for kind, texts in PLANTED.items()} if only_held_out else PLANTED_TEXTS
    misses = [text for kind, some in texts.items() for text in missed(kind, some)]
    assert len(misses) <= 0.05 * sum(map(len, texts.values())), len(misses) if only_held_out else misses


@pytest.mark.parametrize("only_held_out", [False, True])
def test_of_the_innocent_at_most_one_in_fifty_is_stopped(only_held_out):
    texts = [text for text in INNOCENT if held_out(text)] if only_held_out else INNOCENT_TEXTS
    stopped = [text for text in texts if kinds_in(text)]
    assert len(stopped) <= 0.02 * len(texts), len(stopped) if only_held_out else stopped
