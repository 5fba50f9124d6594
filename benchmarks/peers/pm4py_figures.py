"""What pm4py says of a log, for a Python that has it: `python pm4py_figures.py LOG.parquet` prints JSON. It imports nothing of ours.

Sorted as we sort (start, completion, place in the file): pm4py would sort by completion alone.
"""

import json
import sys
import time

import pandas as pd
import pm4py


def named(log: pd.DataFrame, *order: str) -> pd.DataFrame:
    """As pm4py wants it, with a clock that only says the order."""
    rows = log.sort_values(["who", *order], kind="stable", ignore_index=True)
    rows["order"] = pd.Timestamp("2000-01-01", tz="UTC") + pd.to_timedelta(rows.groupby("who").cumcount(), unit="s")
    return pm4py.format_dataframe(rows, case_id="who", activity_key="what", timestamp_key="order")


def main(path: str) -> None:
    began = time.perf_counter()
    log = pd.read_parquet(path)
    log["begun"] = log["begun"].fillna(log["done"])
    log["row"] = range(len(log))
    begun = named(log, "begun", "done", "row")
    follows, first, _last = pm4py.discover_dfg(begun)
    variants = pm4py.get_variants(begun)
    last = pm4py.get_end_activities(named(log, "done", "begun", "row"))
    timed = pm4py.format_dataframe(log, case_id="who", activity_key="what", timestamp_key="done")
    pm4py.get_all_case_durations(timed)
    pm4py.discover_performance_dfg(timed)
    rework = pm4py.get_rework_cases_per_activity(begun)
    frequency = pm4py.get_event_attribute_values(begun, "what")
    for worker in ("by", "at"):
        pm4py.discover_handover_of_work_network(begun, resource_key=worker)
    lasted = pm4py.format_dataframe(log, case_id="who", activity_key="what", timestamp_key="done", start_timestamp_key="begun")
    pm4py.get_service_time(lasted)
    answer = {"seconds": time.perf_counter() - began}
    answer |= {
        "follows": sorted([one, two, n] for (one, two), n in follows.items()),
        "first": first,
        "last": last,
        "variants": len(variants),
        "repeat": rework,
        "frequency": frequency,
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
