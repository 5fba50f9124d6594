"""Counted words for scripts, which know no language: every form there is, and which of them each number takes."""

from collections.abc import Callable
from typing import Any

COUNTED = 200  # further on the form goes by the last two digits


def plural_forms(say: Callable[[int], str]) -> dict[str, Any]:
    """{forms: [text, …], of: the place of its form for each number below COUNTED}; a language has up to six."""
    said = [say(n) for n in range(COUNTED)]
    forms = list(dict.fromkeys(said))
    return {"forms": forms, "of": "".join(str(forms.index(words)) for words in said)}
