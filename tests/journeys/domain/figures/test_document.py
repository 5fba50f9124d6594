from pathlib import Path

from journeys.domain.figures.document import figures_document


def test_docs_figures_is_what_the_code_says():
    page = Path(__file__).resolve().parents[4] / "docs" / "figures.md"
    assert page.read_text() == figures_document(), "run: manage.py figure_docs"
