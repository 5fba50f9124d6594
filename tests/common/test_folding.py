"""What is seen stays, in plain signs; what is not seen goes; every plain sign knows where it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carejourneys.common.folding import folded


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ring Jo, 9am", "Ring Jo, 9am"),
        ("Ring Jo`s mum", "Ring Jo's mum"),
        ("Ｊｏ＠ｎｈｓ．ｎｅｔ", "Jo@nhs.net"),
        ("⑨④③ ⁴⁷⁶ ٥٩١٩", "943 476 5919"),
        ("a‐b‑c–d—e−f－g", "a-b-c-d-e-f-g"),
        ("a\u00a0b\u2009c\u202fd\u3000e\nf\tg\u2028h", "a b c d e f g h"),
        ("J\u200bo\u200ch\u200dn\u2060\ufeff", "John"),
        ("\u202aJo\u2066h\u2069n\u202c\u061c", "John"),
        ("Jo\u034fhn\ufe0f", "John"),
        ("Jo\u00adhn\x00\x7f\x9f\u115f\u3164\uffa0", "John"),
        ("Jo\U000e0041hn\U000e0100", "John"),
        ("Zoë Zoe\u0308 Ｚｏë", "Zoe Zoe Zoe"),
        ("O’Hara O‘Hara OʼHara O`Hara", "O'Hara O'Hara O'Hara O'Hara"),
        ("ﬁne ½ №", "fine 1/2 No"),
        ("\u200d\u034f", ""),
    ],
)
def test_a_text_is_folded_to_plain_signs(text, plain):
    assert folded(text).text == plain


@given(st.text(max_size=80))
def test_every_plain_sign_knows_its_place(text):
    fold = folded(text)
    assert len(fold.text) == len(fold.starts) == len(fold.ends)
    assert list(fold.starts) == sorted(fold.starts) and all(start < end for start, end in zip(fold.starts, fold.ends, strict=True))
    for first in range(len(fold.text)):
        start, end = fold.span(first, first + 1)
        assert fold.text[first] in folded(text[start:end]).text


def test_a_place_takes_the_unseen_signs_after_it_along():
    text = "x Zoe\u0308\u200d y"
    fold = folded(text)
    start, end = fold.span(2, 5)
    assert text[start:end] == "Zoe\u0308\u200d"


@given(st.text(max_size=80))
def test_folding_what_is_folded_changes_nothing(text):
    once = folded(text).text
    assert folded(once).text == once
