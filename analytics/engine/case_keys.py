"""The names of cases, as they are or replaced by a keyed hash: without the key nobody can tell which person a case is."""

import hmac
import re

import pyarrow as pa

from carejourneys.common.screening import is_nhs_number

_IN_GROUPS = re.compile(r"(\d{3})[\s-](\d{3})[\s-](\d{4})")  # as an NHS number is printed for people to read


def keyed_cases(cases: pa.Array, key: bytes | None) -> pa.Array:
    """HMAC-SHA256 in hexadecimal of each name, which is the same for one person however agencies write it: with spaces around it, or an NHS
    number in groups. An empty name stays empty. Without a key the names themselves.
    """
    if key is None:
        return cases
    coded = cases.dictionary_encode()
    names = (_as_one_writes(name) for name in coded.dictionary.to_pylist())
    hashes = [hmac.digest(key, name.encode(), "sha256").hex() if name else "" for name in names]
    return pa.array(hashes, pa.string()).take(coded.indices)


def _as_one_writes(name: str) -> str:
    name = name.strip() or name
    if (groups := _IN_GROUPS.fullmatch(name)) and is_nhs_number(number := "".join(groups.groups())):
        return number
    return name
