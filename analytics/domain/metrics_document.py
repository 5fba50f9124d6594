"""docs/metrics.md out of the catalogue of metrics."""

from analytics.domain.metrics import METRICS

_UNITS = {"s": "seconds", "%": "per cent", "times": "times a case", "share": "a share of 1", "count": "a count"}
_HEAD = """# What is measured from event logs

Written from the code by `manage.py metric_docs`; the same words stand beside each figure. All are *measured*; what people said, observed or
planned is in [figures.md](figures.md), and like is compared with like only. Figures that pages show pass the rule for small numbers first.
"""


def metrics_document() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD]
    for title, of_file in (("Of a file: `manage.py flow_metrics`", True), ("Of data, and beside a map", False)):
        parts.append(f"## {title}\n")
        for metric in METRICS.values():
            if metric.of_file is of_file:
                parts.append(f"### {metric.title} (`{metric.name}`)\n\n{metric.definition}\n")
                facts = [f"Unit: {_UNITS[metric.unit]}", f"better: {metric.good}"] + ([f"source: {metric.source}"] if metric.source else [])
                parts.append("; ".join(facts) + ".\n")
    return "\n".join(parts)
