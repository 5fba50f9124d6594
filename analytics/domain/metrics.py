"""What each figure measured from a log means: the words shown beside it. One entry a metric; docs/metrics.md is written from here."""

from dataclasses import dataclass

from journeys.domain.figures.definitions import Good


def _(text: str) -> str:
    """Marks a word for translation; the domain itself knows no language."""
    return text


@dataclass(frozen=True)
class Metric:
    """name: its id everywhere. unit: as in its numbers: s (seconds), %, times (a case); of a file also count, and share (of 1).

    definition: what counts and what does not. source: where it is from. of_file: it stands under this key of the file command too.
    """

    name: str
    title: str
    unit: str
    good: Good
    definition: str
    source: str = ""
    of_file: bool = False


_FILE = (
    Metric(
        "counts",
        _("Counts"),
        "count",
        Good.NEITHER,
        _(
            "rows: data rows of the file, header not counted. rows_rejected: rows left out of everything else because the case, the "
            "activity or the time of completion is the empty string (the text NA or null is a value), because a time cannot be read or "
            "lies before 1900 or in 2100 or later, or because a start has no completion of the same instance. events: rows minus "
            "rows_rejected. activity_instances: performances of an activity; a start row and a completion row that share an instance are "
            "one. cases, activities: distinct names, compared exactly. variants: distinct sequences of activities over cases. "
            "overlap_cases: cases in which an activity begins before the one before it completes. instances_negative_duration: instances "
            "that complete before they start. Order within a case: start, then completion, then position in the file; without a start the "
            "completion stands for it."
        ),
        of_file=True,
    ),
    Metric(
        "throughput",
        _("Throughput time"),
        "s",
        Good.LESS,
        _(
            "Per case the latest instant minus the earliest, starts and completions together; a case with one instant has 0. Open and "
            "closed cases together: it is no lead time. sd with n - 1; quantiles linear (type 7)."
        ),
        of_file=True,
    ),
    Metric(
        "directly_follows",
        _("What follows what"),
        "count",
        Good.NEITHER,
        _("Consecutive instances of a case in its order, counted per pair of activities; an activity that follows itself included."),
        of_file=True,
    ),
    Metric(
        "waiting_by_pair",
        _("Wait between two activities"),
        "s",
        Good.LESS,
        _(
            "Start of the second minus completion of the first, over consecutive instances of a case; signed: negative where the "
            "second begins before the first completes, counted in n_negative. An instance without a start begins when it completes."
        ),
        of_file=True,
    ),
    Metric(
        "service_by_activity",
        _("Time of an activity"),
        "s",
        Good.LESS,
        _(
            "Completion minus start of instances with both. Negative ones are counted in n_negative and left out; those of no length "
            "are kept. Empty where the log has no starts."
        ),
        of_file=True,
    ),
    Metric(
        "flow_efficiency",
        _("Flow efficiency of the log"),
        "share",
        Good.MORE,
        _(
            "Only of logs with starts. Per case the length of the union of its instances, start to completion (those that complete "
            "before they start left out), over its throughput time; cases of zero throughput left out. aggregate: sum of unions over "
            "sum of throughput times."
        ),
        of_file=True,
    ),
    Metric(
        "handover_resource",
        _("Handovers between resources"),
        "count",
        Good.LESS,
        _(
            "Over consecutive instances of a case the resources of both. Pairs in which either is empty are counted in "
            "pairs_with_missing and left out; handoffs have different resources, same have equal ones; pairs lists both kinds. "
            "handoffs_per_case is over all cases."
        ),
        of_file=True,
    ),
    Metric(
        "handover_org",
        _("Handovers between organisations"),
        "count",
        Good.LESS,
        _("As between resources, by organisation."),
        of_file=True,
    ),
    Metric(
        "rework",
        _("Repeated activities"),
        "count",
        Good.LESS,
        _(
            "cases_with_any_rework: cases in which an activity has two or more instances. cases_with_repeat: the same per activity. "
            "extra: instances beyond the first of their case, summed. immediate: how often an activity directly follows itself. "
            "Activities that never repeat are left out."
        ),
        of_file=True,
    ),
    Metric(
        "start_activities",
        _("First activities"),
        "count",
        Good.NEITHER,
        _("The first instance of each case in its order, counted per activity."),
        of_file=True,
    ),
    Metric(
        "end_activities",
        _("Last activities"),
        "count",
        Good.NEITHER,
        _("The instance of each case that completes last, ties by start and then by position in the file, counted per activity."),
        of_file=True,
    ),
    Metric(
        "activity_frequency",
        _("How often each activity"),
        "count",
        Good.NEITHER,
        _("Instances per activity."),
        of_file=True,
    ),
)

_MAP = (
    Metric(
        "measured_wait",
        _("Measured wait on a link"),
        "s",
        Good.LESS,
        _(
            "From the completion of an activity of the first step to the begin of the next activity of a case that belongs to another "
            "visit of a step, where that is the second step; activities that belong to no step are passed over. An overlap waits 0. "
            "Mean, median and 80th centile of finished waits; open people wait after the step, not yet on a link. With open people "
            "counted: Aalen-Johansen, the smallest time by which half (80 %) of those who will ever take this link have taken it."
        ),
        _("Aalen & Johansen 1978"),
    ),
    Metric(
        "measured_service",
        _("Measured hands-on time of a step"),
        "s",
        Good.LESS,
        _("Start to completion of the instances of the step's activities that have both; negative ones are counted and left out."),
    ),
    Metric(
        "measured_visits",
        _("Visits to a step"),
        "times",
        Good.LESS,
        _(
            "Visits over closed cases, per case. Consecutive instances of the step's activities are one visit until one of them comes "
            "again."
        ),
    ),
    Metric(
        "measured_lead_time",
        _("Measured lead time"),
        "s",
        Good.LESS,
        _(
            "From the first instant of a case to the completion of its last event, which is one of the end activities. Median and "
            "80th centile by Kaplan-Meier over closed and open cases, open ones counted as still on the way at the newest instant of "
            "the data; not reached: more than the longest seen. Where the data tell the map's last step from other ends, the headline "
            "is of those who will ever reach it, by Aalen-Johansen. Median and 80th of closed cases alone stand beside it."
        ),
        _("Kaplan & Meier 1958; Aalen & Johansen 1978"),
    ),
    Metric(
        "measured_reach",
        _("Share reaching the last step"),
        "%",
        Good.MORE,
        _("Closed cases whose last event belongs to the map's last step, over closed cases; given where the data tell it from other ends."),
    ),
    Metric(
        "measured_going_round",
        _("Share going round"),
        "%",
        Good.LESS,
        _("Closed cases that visit any step twice or more, over closed cases."),
    ),
    Metric(
        "measured_hand_offs",
        _("Measured hand-offs a case"),
        "times",
        Good.LESS,
        _(
            "Changes of organisation between consecutive instances of a closed case, where both are known; mean, median and 80th per case. "
            "What is handed on as information alone, such as a letter or a call, leaves no trace in the data and is not counted."
        ),
    ),
    Metric(
        "recorded_activity_share",
        _("Recorded activity share"),
        "%",
        Good.MORE,
        _(
            "Time in which any instance of a closed case runs, summed, over lead times, summed; the share of instances without a "
            "start stands beside it, for these add nothing. Not the flow efficiency of a map, which rests on hands-on minutes."
        ),
    ),
    Metric(
        "missing_starts",
        _("Recorded without a start"),
        "%",
        Good.LESS,
        _("Instances of closed cases that have no start, over all their instances. They add no time to the recorded activity share."),
    ),
    Metric(
        "explained_by_map",
        _("Share of people whose path the map has"),
        "%",
        Good.NEITHER,
        _(
            "Closed cases that begin at a step where the map begins, move only as its links lead, and end where the map lets them end, "
            "over closed cases. Activities that are no step, and steps without an activity, are passed over. Steps of parts done side by "
            "side may come in any order. A case without any step of the map does not fit."
        ),
    ),
    Metric(
        "path_taken",
        _("People on a path"),
        "%",
        Good.NEITHER,
        _(
            "Closed cases that visit the same steps of the map one after the other, over closed cases; their lead time is the median from "
            "the first event to the last. Activities that are no step are passed over."
        ),
    ),
    Metric(
        "where_the_days_go",
        _("Where the days go"),
        "s",
        Good.LESS,
        _(
            "Means over closed cases that add up to the mean lead time: each instant is touch while any instance runs, else it "
            "belongs to the pair of what ended last and what begins next. Medians would not add up. "
            "People who may not open the data read each mean rounded, so that they come to about the mean lead time."
        ),
    ),
    Metric(
        "measured_pairs",
        _("Hand-offs between two organisations"),
        "times",
        Good.LESS,
        _(
            "Over closed cases, consecutive instances of a case whose organisations are both known and differ, counted per pair: how many "
            "people, how often in all, and how often per closed case; the last add up to the measured hand-offs a case. People who may "
            "not open the data read counts rounded, and no pair of few people."
        ),
    ),
    Metric(
        "measured_again",
        _("Activities that came again"),
        "times",
        Good.LESS,
        _(
            "Over closed cases, the instances of an activity beyond the first of their case: how many people had any, how many in all, "
            "and how many per closed case. A row that stands in the file twice counts twice; the page of the data says how many do. "
            "People who may not open the data read counts rounded, and no activity of few people."
        ),
    ),
    Metric(
        "weekly_lead_time",
        _("Lead time week by week"),
        "s",
        Good.LESS,
        _(
            "Weeks begin on Monday. By the week of finishing: median and 80th centile of the lead times of those who finished in it. By "
            "the week of setting out: the median by Kaplan-Meier of those who set out in it, those still on the way counted; it is not "
            "ripe where they have been followed for less than the 80th centile of everybody's lead time. For people who may not open "
            "the data, weeks are taken together until they tell of no few people."
        ),
        _("Kaplan & Meier 1958"),
    ),
    Metric(
        "weekly_people",
        _("People week by week"),
        "count",
        Good.NEITHER,
        _("People who set out in a week, who finished in it, and who were on the way at its end. Weeks begin on Monday."),
    ),
)

_DATASET = (
    Metric(
        "version_changes",
        _("What changed since the version before"),
        "count",
        Good.NEITHER,
        _(
            "A row is one thing that happened to somebody: case, activity, times, resource, organisation. Rows alike in all of these in "
            "both versions are the same. Of the others of the same case and activity as many as there are on either side are changed; "
            "the rest is added or gone. people: cases with such a row."
        ),
    ),
    Metric(
        "data_quality",
        _("What to know about the data"),
        "count",
        Good.LESS,
        _("How often something was found that a person should know before trusting the figures, by kind; rows left out, by reason."),
    ),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in (*_FILE, *_MAP, *_DATASET)}


def flow_definitions() -> dict[str, str]:
    """{key of the file command: its definition in words}."""
    return {metric.name: metric.definition for metric in _FILE}
