"""Doubts the figures of a log: plain Python over dictionaries, slow and obvious. Shares no code with the engine; times in microseconds.

A row: {case, activity, start, end, resource, organisation}; "" is missing; start and end are microseconds or None.
"""

import math
from collections import Counter, defaultdict
from itertools import pairwise

LEVELS = ("0.05", "0.25", "0.5", "0.75", "0.9", "0.95")


def quantile(values, q):
    """Linear interpolation between order statistics, type 7."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * q
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def mean(values):
    return math.fsum(values) / len(values) if values else None


def distribution(values):
    """n, mean, sd with n - 1, quantiles; None where there is nothing to say."""
    n = len(values)
    middle = mean(values)
    sd = math.sqrt(math.fsum((value - middle) ** 2 for value in values) / (n - 1)) if n > 1 else None
    return {"n": n, "mean": middle, "sd": sd, "quantiles": {level: quantile(values, float(level)) if n else None for level in LEVELS}}


def seconds(micros):
    return micros / 1_000_000


def instances_by_case(rows):
    """({case: instances in order}, rejected as (row, reason))."""
    cases, rejected = defaultdict(list), []
    for number, row in enumerate(rows, start=1):
        if row["case"] == "":
            rejected.append((number, "no_case"))
        elif row["activity"] == "":
            rejected.append((number, "no_activity"))
        elif row["end"] is None:
            rejected.append((number, "no_completion"))
        else:
            start = row["end"] if row["start"] is None else row["start"]
            cases[row["case"]].append({**row, "has_start": row["start"] is not None, "start": start, "position": number})
    for instances in cases.values():
        instances.sort(key=lambda one: (one["start"], one["end"], one["position"]))
    return dict(cases), rejected


def union_length(instances):
    """Microseconds in which anything runs: every boundary to the next, asked of each instance."""
    spans = [(one["start"], one["end"]) for one in instances if one["end"] >= one["start"]]
    marks = sorted({mark for span in spans for mark in span})
    return sum(after - before for before, after in pairwise(marks) if any(s <= before and after <= e for s, e in spans))


def consecutive(instances):
    return list(pairwise(instances))


def handover(cases, key):
    pairs, missing, total, per_case = Counter(), 0, 0, []
    for instances in cases.values():
        changed = 0
        for one, two in consecutive(instances):
            total += 1
            if one[key] == "" or two[key] == "":
                missing += 1
                continue
            pairs[one[key], two[key]] += 1
            changed += one[key] != two[key]
        per_case.append(changed)
    handoffs = sum(count for (a, b), count in pairs.items() if a != b)
    return {
        "pairs_total": total,
        "pairs_with_missing": missing,
        "handoffs": handoffs,
        "same": sum(count for (a, b), count in pairs.items() if a == b),
        "pairs": dict(pairs),
        "handoffs_per_case": distribution(per_case),
    }


def rework(cases):
    counts = [Counter(one["activity"] for one in instances) for instances in cases.values()]
    follows = Counter((one["activity"], two["activity"]) for instances in cases.values() for one, two in consecutive(instances))
    return {
        "cases_with_any_rework": sum(any(n > 1 for n in count.values()) for count in counts),
        "cases_with_repeat": dict(Counter(activity for count in counts for activity, n in count.items() if n > 1)),
        "extra": {a: n for a in {a for c in counts for a in c} if (n := sum(max(0, count[a] - 1) for count in counts))},
        "immediate": {a: n for (a, b), n in follows.items() if a == b},
    }


def flow(rows, resources=True, organisations=True):
    """Every key of the file command but the definitions; lists of pairs as {(from, to): …}."""
    cases, rejected = instances_by_case(rows)
    everything = [one for instances in cases.values() for one in instances]
    throughput = [max(max(o["start"], o["end"]) for o in i) - min(min(o["start"], o["end"]) for o in i) for i in cases.values()]
    waits = defaultdict(list)
    for instances in cases.values():
        for one, two in consecutive(instances):
            waits[one["activity"], two["activity"]].append(seconds(two["start"] - one["end"]))
    starts = any(one["has_start"] for one in everything)
    service = {}
    for activity in {one["activity"] for one in everything} if starts else ():
        lengths = [seconds(o["end"] - o["start"]) for o in everything if o["activity"] == activity and o["has_start"]]
        used = distribution([length for length in lengths if length >= 0])
        del used["sd"]
        service[activity] = used | {"n_negative": sum(length < 0 for length in lengths)}
    efficiency = None
    if starts:
        unions = [union_length(instances) for instances in cases.values()]
        ratios = [union / whole for union, whole in zip(unions, throughput, strict=True) if whole]
        whole = sum(throughput)
        efficiency = distribution(ratios) | {"aggregate": sum(unions) / whole if whole else None}
    last = [max(i, key=lambda one: (one["end"], one["start"], one["position"])) for i in cases.values()]
    return {
        "counts": {
            "rows": len(rows),
            "rows_rejected": len(rejected),
            "events": len(rows) - len(rejected),
            "activity_instances": len(everything),
            "cases": len(cases),
            "activities": len({one["activity"] for one in everything}),
            "variants": len({tuple(one["activity"] for one in instances) for instances in cases.values()}),
            "overlap_cases": sum(any(b["start"] < a["end"] for a, b in consecutive(i)) for i in cases.values()),
            "instances_negative_duration": sum(one["end"] < one["start"] for one in everything),
        },
        "throughput": distribution([seconds(value) for value in throughput]),
        "directly_follows": {pair: len(values) for pair, values in waits.items()},
        "waiting_by_pair": {
            pair: {
                "count": len(values),
                "mean": mean(values),
                "median": quantile(values, 0.5),
                "p90": quantile(values, 0.9),
                "n_negative": sum(value < 0 for value in values),
            }
            for pair, values in waits.items()
        },
        "service_by_activity": service,
        "flow_efficiency": efficiency,
        "handover_resource": handover(cases, "resource") if resources else None,
        "handover_org": handover(cases, "organisation") if organisations else None,
        "rework": rework(cases),
        "start_activities": dict(Counter(instances[0]["activity"] for instances in cases.values())),
        "end_activities": dict(Counter(one["activity"] for one in last)),
        "activity_frequency": dict(Counter(one["activity"] for one in everything)),
    }
