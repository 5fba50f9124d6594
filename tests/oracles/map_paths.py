"""Doubts the paths people took over a map: visits told case by case in plain Python, counted with pandas."""

import pandas as pd

from tests.oracles.event_log import consecutive, instances_by_case
from tests.oracles.map_times import visits_of


def paths(rows, steps, pairs, begins, ends, end_activities):
    """(closed cases, cases that fit, {path: (cases, median lead in seconds, fits)})."""
    cases, _rejected = instances_by_case(rows)
    step_of = {activity: step for step, activities in steps.items() for activity in activities}
    told = []
    for instances in cases.values():
        if max(instances, key=lambda one: (one["end"], one["start"], one["position"]))["activity"] not in end_activities:
            continue
        way = tuple(step for step, *_times in visits_of(instances, step_of))
        fits = bool(way) and way[0] in begins and way[-1] in ends and all(pair in pairs for pair in consecutive(way))
        lead = max(one["end"] for one in instances) - min(min(one["start"], one["end"]) for one in instances)
        told.append({"way": way, "fits": fits, "lead": lead / 1e6})
    if not told:
        return 0, 0, {}
    frame = pd.DataFrame(told)
    by_way = frame.groupby("way").agg(n=("lead", "size"), lead=("lead", "median"), fits=("fits", "all"))
    return len(frame), int(frame["fits"].sum()), {row.Index: (row.n, row.lead, row.fits) for row in by_way.itertuples()}
