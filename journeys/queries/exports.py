"""A map as a file to take away: for spreadsheets, for programs, for paper."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carejourneys.common.errors import NotFound
from journeys.domain.drawing.sheets import SIZES, Size, sheets_of
from journeys.domain.drawing.svg import svg_of
from journeys.domain.exchange import csv_text, tables
from journeys.domain.exchange.json_map import FORMAT, VERSION
from journeys.domain.state import MapState
from journeys.engine.pdf import pdf_of
from journeys.models import Map

from .drawn_map import paper_of
from .snapshots import elements_in_order, encode, etag_of, serialize
from .states import state_of


@dataclass(frozen=True)
class Exported:
    """A file. etag: stands for what it says, in this language."""

    name: str
    content_type: str
    body: bytes
    etag: str


def exported(of: Map, kind: str) -> Exported:
    """NotFound for a kind of file that there is none of."""
    if kind not in KINDS:
        raise NotFound
    content_type, make = KINDS[kind]
    name = f"{slugify(of.title)[:60] or 'map'}-{of.revision}.{kind}"
    return Exported(name, content_type, make(of, state_of(of)), export_etag(of, kind))


def export_etag(of: Map, kind: str) -> str:
    """The strong ETag of a file of the map as it stands. A file holds the journey's name too, which no revision of the map tells of."""
    named = sha256(of.journey.title.encode()).hexdigest()[:12]
    return f'{etag_of(of)[:-1]}-{named}-{kind}-{get_language()}"'


def _csv(of: Map, state: MapState) -> bytes:
    return csv_text.written(tables.COLUMNS, tables.rows_of(state)).encode()


def _json(of: Map, state: MapState) -> bytes:
    return encode({"format": FORMAT, "version": VERSION, **serialize(of, of.revision, elements_in_order(state))})


def _svg(of: Map, state: MapState) -> bytes:
    paper = paper_of(of, state)
    return svg_of(paper.whole, paper.title, paper.about).encode()


def _pdf(size: Size, of: Map, state: MapState) -> bytes:
    paper = paper_of(of, state)
    sheets = sheets_of(paper.head, paper.grid, paper.foot, size)
    feet = [
        _("%(title)s. %(about)s Sheet %(n)s of %(sheets)s. Smallest type: %(least)s pt.")
        % {"title": paper.title, "about": paper.about, "n": n, "sheets": len(sheets), "least": f"{sheet.least_type:.1f}"}
        for n, sheet in enumerate(sheets, 1)
    ]
    alt = _("The map as a drawing. To read it as a list, open its outline.")
    language = (get_language() or "en").partition("-")[0]
    return pdf_of(sheets, size, title=paper.title, alt=alt, feet=feet, language=language, made_at=paper.at)


KINDS: dict[str, tuple[str, Callable[[Map, MapState], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "json": ("application/json", _json),
    "svg": ("image/svg+xml", _svg),
    "pdf": ("application/pdf", partial(_pdf, SIZES["a3"])),
    "a1.pdf": ("application/pdf", partial(_pdf, SIZES["a1"])),
}
