"""Doubts what a log says about a map: plain Python, case by case; Kaplan-Meier and Aalen-Johansen in fractions, by their definition."""

from collections import Counter, defaultdict
from fractions import Fraction

from tests.oracles.event_log import consecutive, instances_by_case, mean, quantile, seconds, union_length


def curve(people, cause=True):
    """[(time, share reached)] for people as (duration, cause or None for waiting); every share a fraction."""
    times = sorted({duration for duration, why in people if why is not None})
    waiting, reached, points = Fraction(1), Fraction(0), []
    for time in times:
        risk = [(d, why) for d, why in people if d >= time]
        events = sum(d == time and why is not None for d, why in risk)
        if not risk:
            continue
        reached += waiting * Fraction(sum(d == time and why == cause for d, why in risk), len(risk))
        waiting *= 1 - Fraction(events, len(risk))
        points.append((time, reached))
    return points


def reached_by(points, share):
    """The smallest time by which the share is reached, or None."""
    return next((time for time, reached in points if reached >= share), None)


def times(values):
    if not values:
        return (0, None, None, None)
    return (len(values), mean(values), quantile(values, 0.5), quantile(values, 0.8))


def visits_of(instances, step_of):
    """[(step, started, completed)]: a visit goes on while the step stays and no activity comes again."""
    visits = []
    for one in instances:
        step = step_of.get(one["activity"])
        if step is None:
            continue
        if visits and visits[-1]["step"] == step and one["activity"] not in visits[-1]["seen"]:
            visits[-1]["seen"].add(one["activity"])
            visits[-1]["started"] = min(visits[-1]["started"], one["start"])
            visits[-1]["completed"] = max(visits[-1]["completed"], one["end"])
        else:
            visits.append({"step": step, "seen": {one["activity"]}, "started": one["start"], "completed": one["end"]})
    return [(visit["step"], visit["started"], visit["completed"]) for visit in visits]


def idle(instances, step_of):
    """({(ended last, next begun): microseconds}, touch): walks along the instants at which anything begins or ends."""
    spans = [(min(one["start"], one["end"]), one["end"], one["position"], one["activity"]) for one in instances]
    marks = sorted({mark for begin, end, *_rest in spans for mark in (begin, end)})
    gaps, touch = defaultdict(int), 0
    for before, after in consecutive(marks):
        if any(begin <= before and after <= end for begin, end, *_rest in spans):
            touch += after - before
            continue
        ended = max((end, begin, position, activity) for begin, end, position, activity in spans if end <= before)[-1]
        begun = min((begin, end, position, activity) for begin, end, position, activity in spans if begin >= after)[-1]
        gaps[step_of.get(ended), step_of.get(begun)] += after - before
    return gaps, touch


def measured(rows, steps, pairs, ends, named_end):
    """The parts of MapTimes as plain values."""
    cases, _rejected = instances_by_case(rows)
    step_of = {activity: step for step, activities in steps.items() for activity in activities}
    newest = max(mark for instances in cases.values() for one in instances for mark in (one["start"], one["end"]))
    closed, open_ = {}, {}
    for case, instances in cases.items():
        (closed if _last(instances) in ends else open_)[case] = instances
    after, waiting, visited, again = defaultdict(list), defaultdict(list), defaultdict(int), 0
    visits_of_all, ended = dict.fromkeys(steps, 0), dict.fromkeys(steps, 0)
    for case, instances in cases.items():
        visits = visits_of(instances, step_of)
        for step, *_times in visits:
            visits_of_all[step] += 1
        if case in closed and visits:
            ended[visits[-1][0]] += 1
        for one, two in consecutive(visits):
            after[one[0]].append((two[0], two[1] - one[2], case))
        if case in open_ and visits:
            waiting[visits[-1][0]].append(newest - visits[-1][2])
        if case in closed:
            stepped = [step for step, *_times in visits]
            again += len(set(stepped)) < len(stepped)
            for step in stepped:
                visited[step] += 1
    waits = {}
    for one, two in pairs:
        values = [(wait, case) for step, wait, case in after[one] if step == two]
        people = [(seconds(max(wait, 0)), step) for step, wait, _case in after[one]]
        people += [(seconds(wait), None) for wait in waiting[one]]
        points = curve(people, two)
        whole = points[-1][1] if points else 0
        waits[one, two] = {
            "times": times([seconds(max(wait, 0)) for wait, _case in values]),
            "n_cases": len({case for _wait, case in values}),
            "n_overlap": sum(wait < 0 for wait, _case in values),
            "n_open": len(waiting[one]),
            "median_open": reached_by(points, whole / 2) if whole else None,
            "p80_open": reached_by(points, whole * Fraction(4, 5)) if whole else None,
        }
    leads = {case: _lead(instances) for case, instances in closed.items()}
    still = [newest - min(min(o["start"], o["end"]) for o in i) for i in open_.values()]
    points = curve([(seconds(lead), True) for lead in leads.values()] + [(seconds(since), None) for since in still])
    here = {case for case, instances in closed.items() if _last(instances) in set(steps[named_end]) & set(ends)}
    among = [(seconds(lead), "here" if case in here else "elsewhere") for case, lead in leads.items()]
    to_end = curve(among + [(seconds(since), None) for since in still], "here")
    whole = to_end[-1][1] if to_end else 0
    told_apart = bool(set(steps[named_end]) & set(ends)) and not set(ends) <= set(steps[named_end])
    gaps, between_people, touch = defaultdict(int), defaultdict(int), 0
    for instances in closed.values():
        more, ran = idle(instances, step_of)
        touch += ran
        for pair, length in more.items():
            gaps[pair] += length
            between_people[pair] += 1
    pairs_of = [(a["organisation"], b["organisation"], case) for case, i in closed.items() for a, b in consecutive(i)]
    pairs_of = [(one, two, case) for one, two, case in pairs_of if _handed(one, two)]
    extra = [(name, n - 1) for i in closed.values() for name, n in Counter(one["activity"] for one in i).items() if n > 1]
    everything = [one for instances in closed.values() for one in instances]
    handed = [sum(_handed(a["organisation"], b["organisation"]) for a, b in consecutive(i)) for i in closed.values()]
    return {
        "waits": waits,
        "visits": {step: visited[step] / len(closed) if closed else None for step in steps},
        "n_waiting": {step: len(waiting[step]) for step in steps},
        "n_visits": visits_of_all,
        "n_ended": ended,
        "n_cases": {
            step: len(
                {case for case, instances in cases.items() for one in instances if step_of.get(one["activity"]) == step and _timed(one)}
            )
            for step in steps
        },
        "moved": {
            (one, two): (len(whose), len(set(whose)))
            for one in steps
            for two in steps
            if (whose := [case for step, _wait, case in after[one] if step == two])
        },
        "lead": times([seconds(lead) for lead in leads.values()]),
        "n_open": len(open_),
        "curve": points,
        "median": reached_by(points, Fraction(1, 2)),
        "p80": reached_by(points, Fraction(4, 5)),
        "to_end": {
            "closed": times([seconds(lead) for case, lead in leads.items() if case in here]),
            "median": reached_by(to_end, whole / 2) if whole else None,
            "p80": reached_by(to_end, whole * Fraction(4, 5)) if whole else None,
            "reached": len(here),
        }
        if told_apart
        else None,
        "going_round": again,
        "handed": times(handed),
        "handed_pairs": {
            (one, two): (sum(p[:2] == (one, two) for p in pairs_of), len({p[2] for p in pairs_of if p[:2] == (one, two)}))
            for one, two, _case in pairs_of
        },
        "again": {name: (sum(n for a, n in extra if a == name), sum(a == name for a, _n in extra)) for name, _n in extra},
        "recorded": sum(union_length(i) for i in closed.values()) / sum(leads.values()) if sum(leads.values()) else None,
        "missing_starts": sum(not one["has_start"] for one in everything) / len(everything) if everything else None,
        "touch": seconds(touch) / len(closed) if closed else None,
        "between_people": between_people,
        "between": {pair: seconds(length) / len(closed) for pair, length in gaps.items()},
    }


def _timed(one):
    return one["has_start"] and one["end"] >= one["start"]


def _last(instances):
    return max(instances, key=lambda one: (one["end"], one["start"], one["position"]))["activity"]


def _lead(instances):
    return max(one["end"] for one in instances) - min(min(one["start"], one["end"]) for one in instances)


def _handed(one, two):
    return one != two and one != "" and two != ""
