"""The fences hold over the whole project, and each goes red for a planted violation."""

import ast
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from . import fences

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("carejourneys", "stakeholders", "journeys", "analytics", "a3", "tests")
FILES = [
    path.relative_to(ROOT)
    for folder in FOLDERS
    if (ROOT / folder).is_dir()
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]


@pytest.mark.parametrize("fence", fences.FENCES, ids=lambda fence: fence.__name__)
def test_the_project_stays_inside_the_fence(fence):
    found = [
        f"{path}:{line}: {words}"
        for path in FILES
        for line, words in fence(PurePosixPath(path.as_posix()), ast.parse((ROOT / path).read_text()))
    ]
    assert not found, "\n".join(found)


PLANTED = [
    (fences.thresholds_past_the_telling, "analytics/queries/x.py", "t = economy.small_number_threshold"),
    (fences.thresholds_past_the_telling, "carejourneys/pages/measures/x.py", "t = of.journey.economy.small_number_threshold"),
    (fences.translations_by_another_name, "journeys/web/x.py", "from django.utils.translation import gettext_lazy as lazy"),
    (fences.vague_names, "journeys/services/utils.py", "x = 1"),
    (fences.vague_names, "journeys/helpers/names.py", "x = 1"),
    (fences.signals_and_save, "journeys/models/map.py", "from django.db.models.signals import post_save"),
    (fences.signals_and_save, "journeys/models/map.py", "class Map(models.Model):\n    def save(self):\n        pass"),
    (fences.objects_in_edges, "journeys/web/maps.py", "def page(request):\n    return Map.objects.all()"),
    (fences.objects_in_edges, "carejourneys/pages/web/home.py", "x = User._default_manager"),
    (fences.objects_in_edges, "analytics/tasks.py", "x = Job.objects.get()"),
    (fences.objects_in_edges, "stakeholders/management/commands/x.py", "x = Economy.objects.count()"),
    (fences.imports_inside_functions, "journeys/services/maps.py", "def f():\n    import json"),
    (fences.patching_our_code, "tests/journeys/test_x.py", "def test(monkeypatch):\n    monkeypatch.setattr('journeys.services.x', 1)"),
    (fences.other_apps_edges, "analytics/queries/x.py", "from journeys.web import maps"),
    (fences.other_apps_edges, "carejourneys/pages/grid/x.py", "from journeys.web.words import done"),
    (fences.fat_edges, "journeys/web/x.py", "def page(request):\n" + "    x = 1\n" * 16),
    (
        fences.fat_edges,
        "carejourneys/pages/management/commands/x.py",
        'class A:\n    def handle(self):\n        """Does."""\n' + "        x = 1\n" * 16,
    ),
    (fences.addresses_below_the_edges, "analytics/queries/x.py", "from django.urls import reverse"),
    (fences.addresses_below_the_edges, "journeys/services/x.py", "from django.http import HttpResponseRedirect"),
    (fences.addresses_below_the_edges, "journeys/services/x.py", "from django import urls"),
    (fences.addresses_below_the_edges, "stakeholders/queries/x.py", "from django.http import HttpRequest"),
    (fences.addresses_below_the_edges, "analytics/queries/x.py", "import rest_framework.reverse"),
    (fences.addresses_below_the_edges, "carejourneys/pages/grid/x.py", "from django.urls import reverse"),
]


@pytest.mark.parametrize(("fence", "path", "source"), PLANTED, ids=lambda value: getattr(value, "__name__", None))
def test_a_planted_violation_turns_the_fence_red(fence, path, source):
    assert list(fence(PurePosixPath(path), ast.parse(source)))


@pytest.mark.parametrize(
    ("fence", "path", "source"),
    [
        (fences.objects_in_edges, "journeys/queries/maps.py", "Map.objects.all()"),
        (fences.imports_inside_functions, "journeys/apps.py", "class A:\n    def ready(self):\n        import json"),
        (fences.patching_our_code, "tests/test_x.py", "def test(monkeypatch):\n    monkeypatch.setattr('os.environ', {})"),
        (fences.other_apps_edges, "analytics/web/x.py", "from analytics.web import y"),
        (fences.fat_edges, "journeys/web/x.py", 'def page(request):\n    """What\n    it\n    is."""\n' + "    x = 1\n" * 15),
        (fences.fat_edges, "journeys/services/x.py", "def act():\n" + "    x = 1\n" * 40),
        (fences.addresses_below_the_edges, "journeys/web/x.py", "from django.urls import reverse"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_the_fence_lets_the_allowed_through(fence, path, source):
    assert not list(fence(PurePosixPath(path), ast.parse(source)))


def _lint_imports(folder: Path) -> subprocess.CompletedProcess:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def test_the_import_law_holds():
    done = _lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("journeys/domain/planted.py", "import django\n"),
        ("journeys/domain/planted.py", "from stakeholders.services import audit\nfrom analytics import apps\n"),
        ("stakeholders/queries/planted.py", "from stakeholders.services import audit\n"),
        ("stakeholders/queries/planted.py", "import journeys.domain\n"),
        ("carejourneys/common/planted.py", "import stakeholders.models\n"),
        ("journeys/web/planted.py", "from journeys.api import score\n"),
        ("analytics/web/planted.py", "from analytics import tasks\n"),
        ("carejourneys/pages/web/planted.py", "from carejourneys.pages.management.commands import demo\n"),
        ("carejourneys/pages/grid/planted.py", "from carejourneys.pages.web import map\n"),
    ],
    ids=[
        "framework in the domain",
        "later app in an earlier one",
        "query calls service",
        "earlier app imports later",
        "kernel imports app",
        "page imports the API",
        "page imports a task",
        "page of several apps imports a command",
        "what a page shows imports the page",
    ],
)
def test_a_planted_import_turns_the_law_red(tmp_path, path, source):
    for folder in FOLDERS[:-1]:
        for file in FILES:
            if file.parts[0] == folder:
                target = tmp_path / file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text((ROOT / file).read_text())
    (tmp_path / path).write_text(source)
    done = _lint_imports(tmp_path)
    assert done.returncode != 0, done.stdout
    assert "BROKEN" in done.stdout, done.stdout + done.stderr
