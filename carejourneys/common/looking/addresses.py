"""Email addresses and postcodes."""

import re
from collections.abc import Iterator

from . import Span, after, before, matches

# what an address ends in, where it is written so loosely that any word could
_ENDS = r"(?:com|org|net|info|biz|edu|gov|nhs|uk|eu|ie|de|fr|io|co|pl|es|nl|pk|ng|au|nz|ca|ch)(?![\w-])"
_AT = r"(?: ?[^\w\s] ?at ?[^\w\s] ?)"
_DOT = r"(?: ?\.{1,2}| ?[^\w\s] ?dot ?[^\w\s] ?| dot |_dot_)"
_DOT_SAID = r"(?: dot | ?[^\w\s] ?dot ?[^\w\s] ?)"
_LOOSE_DOT = r"(?: ?\.{1,2} ?|,| ?[^\w\s] ?dot ?[^\w\s] ?| dot |_dot_)"
# holds no dot that is written as a word: else every such dot could be inside a label or between two, and there are very many ways
_LABEL = r"[^\W_](?:(?!_dot_|- ?dot(?!\w))[\w-]){0,62}"
_PART = r"(?:(?!- ?dot(?!\w))[a-z0-9-]){1,60}"
_POST = r"(?:gmail|googlemail|hotmail|outlook|live|yahoo|icloud|aol|btinternet|virginmedia|talktalk|sky)\."
_EMAIL = re.compile(
    rf"(?<![\w.+'%-])[\w.+'%-]{{1,300}}(?:"
    rf"(?: ?@{{1,2}} ?|{_AT}){_LABEL}(?:{_LOOSE_DOT}{_LABEL}){{0,7}}{_LOOSE_DOT}{_ENDS}"
    rf"|(?:@{{1,2}} ?| @){_LABEL}(?:{_DOT}{_LABEL}){{0,7}}{_DOT}[a-z][\w-]{{1,30}}"
    rf"| at {_LABEL}(?:{_DOT_SAID}{_LABEL}){{0,7}}{_DOT_SAID}[a-z]{{2,10}}(?!\w))"
    rf"|(?<![^\W_])[a-z0-9.+'-]{{1,60}}_at_{_PART}(?:{_DOT}{_PART}){{0,7}}{_DOT}{_ENDS}"
    rf"|(?<![\w.+'%-])(?P<loose>[a-z][\w.+'%-]{{0,60}}) at (?P<post>nhs\.net|{_POST})?(?:{_LABEL}\.){{0,7}}(?(post)\w{{0,30}}|{_ENDS})",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"(?:look(?:s|ed|ing)?|see|seen|go|is|are|was|us|me|them|him|her|it|in|on|up|held|account|site|website|page|online|visit|team|be) ",
    re.IGNORECASE,
)
_EMAIL_SAID = re.compile(r"\be-?mail(?:ed|s)?(?: address)?(?: is| to)?\W{1,3}$", re.IGNORECASE)
_OF_TWO = re.compile(r"[a-z]\w{0,40}[._]\w{0,40}[a-z0-9]$", re.IGNORECASE)  # jo.bloggs

_AREAS = (
    "A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[HNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?|M[EKL]?"
    "|N[EGNPR]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ADFNRSV]?|YO|ZE"
)
_POSTCODE = re.compile(
    rf"(?<![^\W_])(?:GIR ?0AA|(?:(?:{_AREAS})\d{{1,2}}|NW\d{{1,2}}|(?:E|N|W|EC|NW|SE|SW|WC)\d[A-HJKMNPR-Y]|(?:EC|WC)\d)"
    r"(?: {0,3}| {0,2}[^\w\s]{1,3} {0,2}|_)\d[ABD-HJLNP-UW-Z]{2})(?![^\W_])",
    re.IGNORECASE,
)
_NOT_INWARD = re.compile(r"(?:\d(?:st|nd|rd|th|hr|yr|pt|ug|wd|ft)|2(?:ww|WW)|\dGP)$")  # E11 4th, B12 5ug, the two-week wait, two GPs
_CODE = re.compile(
    r"\b(?:room|ward|bay|bed|form|model|stock|box|version|theatre|locker|zone|gate|desk|(?<!post)(?<!post )code)[ :#-]{0,2}$", re.IGNORECASE
)
_POSTCODE_SAID = re.compile(r"\bpost ?code(?: is| was)?\W{0,3}$", re.IGNORECASE)
_CODE_AFTER = re.compile(r"\W{1,2}(?:stock|form|model|scanner|code|part no)\b", re.IGNORECASE)


def emails(text: str) -> Iterator[Span]:
    """With the signs, and with the words people write in their place."""
    return matches(_EMAIL, text, _is_email)


def _is_email(match: re.Match[str]) -> bool:
    if match["loose"]:
        named = match["post"] or " AT " in match[0] or _OF_TWO.match(match["loose"]) or _EMAIL_SAID.search(before(match, 25))
        return bool(named and not _NOT_A_NAME.match(match[0]))
    return " at " not in match[0] or not _NOT_A_NAME.match(match[0])


def postcodes(text: str) -> Iterator[Span]:
    """Of the areas there are."""
    return matches(_POSTCODE, text, _is_postcode)


def _is_postcode(match: re.Match[str]) -> bool:
    if _POSTCODE_SAID.search(before(match, 20)):
        return True
    return not (_NOT_INWARD.search(match[0]) or _CODE.search(before(match, 20)) or _CODE_AFTER.match(after(match, 12)))
