from pathlib import Path

from analytics.domain.metrics import METRICS
from analytics.domain.metrics_document import metrics_document


def test_docs_metrics_is_what_the_code_says():
    page = Path(__file__).resolve().parents[3] / "docs" / "metrics.md"
    assert page.read_text() == metrics_document(), "run: manage.py metric_docs"


def test_every_metric_says_what_counts():
    for metric in METRICS.values():
        units = {"s", "share", "count"} if metric.of_file else {"s", "%", "times", "count"}
        assert metric.title and len(metric.definition) > 20 and metric.unit in units
