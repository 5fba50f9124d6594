"""The metric set of the file command over a prepared log."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from analytics.domain.metrics import flow_definitions
from analytics.engine.database import Database, quoted
from analytics.engine.distributions import distribution, distribution_sql, levels_of, number_sql
from analytics.engine.limits import LIMITS, Limits
from analytics.engine.prepared_folder import CASES, EVENTS, prepared_in


def flow_metrics(folder: Path, limits: Limits = LIMITS) -> dict[str, Any]:
    """Every key of the file command's contract, JSON-ready; durations in seconds. What a log does not have (starts, resources) is None."""
    prepared = prepared_in(folder)
    with Database(limits, folder / "spill") as database:
        flow = _Flow(database, folder)
        return {
            "counts": asdict(prepared.counts),
            "throughput": distribution(database.row(f"SELECT {distribution_sql('throughput_us')} FROM {flow.cases}")),  # noqa: S608
            "directly_follows": flow.directly_follows(),
            "waiting_by_pair": flow.waiting_by_pair(),
            "service_by_activity": flow.service_by_activity() if prepared.has_starts else {},
            "flow_efficiency": flow.flow_efficiency() if prepared.has_starts else None,
            "handover_resource": flow.handover("resource") if prepared.has_resources else None,
            "handover_org": flow.handover("organisation") if prepared.has_organisations else None,
            "rework": flow.rework(),
            "start_activities": flow.frequencies("first_activity", flow.cases),
            "end_activities": flow.frequencies("last_activity", flow.cases),
            "activity_frequency": flow.frequencies("activity", flow.events),
            "definitions": flow_definitions(),
        }


class _Flow:
    """Questions to one log. The names put into statements are this module's own."""

    def __init__(self, database: Database, folder: Path):
        self._database = database
        self.events = f"read_parquet({quoted(folder / EVENTS)})"
        self.cases = f"read_parquet({quoted(folder / CASES)})"

    def directly_follows(self) -> list[dict]:
        sql = f"""SELECT activity, next_activity, count(*) AS n FROM {self.events} WHERE next_activity IS NOT NULL
            GROUP BY activity, next_activity ORDER BY n DESC, activity, next_activity"""  # noqa: S608
        return [{"from": a, "to": b, "count": n} for a, b, n in self._database.rows(sql)]

    def waiting_by_pair(self) -> list[dict]:
        sql = f"""SELECT activity, next_activity, count(*) AS n, sum(wait_us)::DOUBLE / count(*) / 1e6 AS mean,
            quantile_cont(wait_us / 1e6, [0.5, 0.9]) AS quantiles, count(*) FILTER (WHERE wait_us < 0) AS negative
            FROM {self.events} WHERE next_activity IS NOT NULL
            GROUP BY activity, next_activity ORDER BY n DESC, activity, next_activity"""  # noqa: S608
        return [
            {"from": a, "to": b, "count": n, "mean": mean, "median": median, "p90": p90, "n_negative": negative}
            for a, b, n, mean, (median, p90), negative in self._database.rows(sql)
        ]

    def service_by_activity(self) -> dict[str, dict]:
        used = "CASE WHEN service_us >= 0 THEN service_us END"
        sql = f"""SELECT activity, count(*) FILTER (WHERE service_us < 0), {distribution_sql(used)}
            FROM {self.events} GROUP BY activity ORDER BY activity"""  # noqa: S608
        return {
            activity: {"n": n, "mean": mean, "quantiles": levels_of(quantiles), "n_negative": negative}
            for activity, negative, n, mean, _sd, quantiles in self._database.rows(sql)
        }

    def flow_efficiency(self) -> dict:
        sql = f"""SELECT {number_sql("busy_us / throughput_us")}, sum(busy_us)::DOUBLE / sum(throughput_us)
            FROM {self.cases} WHERE throughput_us > 0"""  # noqa: S608
        *row, aggregate = self._database.row(sql)
        return {**distribution(tuple(row)), "aggregate": aggregate}

    def handover(self, kind: str) -> dict:
        here, there = kind, f"next_{kind}"
        known = f"{here} <> '' AND {there} <> ''"
        total, missing, handoffs = self._database.row(
            f"""SELECT count(*), count(*) FILTER (WHERE NOT ({known})), count(*) FILTER (WHERE {known} AND {here} <> {there})
            FROM {self.events} WHERE next_activity IS NOT NULL"""  # noqa: S608
        )
        pairs = self._database.rows(
            f"""SELECT {here}, {there}, count(*) AS n FROM {self.events} WHERE next_activity IS NOT NULL AND {known}
            GROUP BY {here}, {there} ORDER BY n DESC, {here}, {there}"""  # noqa: S608
        )
        per_case = self._database.row(f"SELECT {number_sql(f'{kind}_handoffs')} FROM {self.cases}")  # noqa: S608
        return {
            "pairs_total": total,
            "pairs_with_missing": missing,
            "handoffs": handoffs,
            "same": total - missing - handoffs,
            "pairs": [{"from": a, "to": b, "count": n} for a, b, n in pairs],
            "handoffs_per_case": distribution(per_case),
        }

    def rework(self) -> dict:
        (any_rework,) = self._database.row(f"SELECT count(*) FILTER (WHERE repeats) FROM {self.cases}")  # noqa: S608
        sql = f"""SELECT activity, count(*) FILTER (WHERE visit = 2), count(*) FILTER (WHERE visit > 1),
            count(*) FILTER (WHERE activity = next_activity) FROM {self.events} GROUP BY activity ORDER BY activity"""  # noqa: S608
        found = self._database.rows(sql)
        kinds = ("cases_with_repeat", "extra", "immediate")
        return {"cases_with_any_rework": any_rework} | {
            kind: {row[0]: row[place] for row in found if row[place]} for place, kind in enumerate(kinds, start=1)
        }

    def frequencies(self, column: str, table: str) -> dict[str, int]:
        sql = f"SELECT {column}, count(*) AS n FROM {table} GROUP BY {column} ORDER BY n DESC, {column}"  # noqa: S608
        return dict(self._database.rows(sql))
