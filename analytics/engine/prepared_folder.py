"""What lies in a prepared folder, and its description beside the data."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from analytics.domain.events.log import Counts, Prepared
from analytics.domain.events.quality import Finding, Quality, RejectedRow
from analytics.domain.events.roles import Role

EVENTS, CASES, DESCRIPTION = "events.parquet", "cases.parquet", "prepared.json"


def write_prepared(folder: Path, prepared: Prepared) -> None:
    """Writes the description beside the data."""
    values = asdict(prepared)
    del values["folder"]
    values["first"], values["last"] = (moment.isoformat() if moment else None for moment in (prepared.first, prepared.last))
    (folder / DESCRIPTION).write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")


def prepared_in(folder: Path) -> Prepared:
    """What prepare() said when it wrote this folder."""
    values = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    quality = values.pop("quality")
    return Prepared(
        folder=folder,
        counts=Counts(**values.pop("counts")),
        roles={Role(role): column for role, column in values.pop("roles").items()},
        first=_moment(values.pop("first")),
        last=_moment(values.pop("last")),
        activities=_pairs(values.pop("activities")),
        activity_people=_pairs(values.pop("activity_people", [])),  # folders written earlier do not have it
        end_activities=_pairs(values.pop("end_activities")),
        quality=Quality(
            rejected=tuple(RejectedRow(**row) for row in quality.pop("rejected")),
            findings=tuple(
                Finding(
                    one["kind"],
                    one["count"],
                    tuple(one["rows"]),
                    tuple(tuple(names) for names in one["names"]),
                    tuple(one.get("lines", ())),  # folders written earlier do not have them
                )
                for one in quality.pop("findings")
            ),
            **quality,
        ),
        **values,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _pairs(pairs: list) -> tuple[tuple[str, int], ...]:
    return tuple((name, count) for name, count in pairs)
