"""The small fences: each reads one file's syntax tree and yields what it finds wrong, as (line, words)."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

APPS = ("stakeholders", "journeys", "analytics", "a3")
EDGES = ("web", "api", "realtime", "tasks", "management")
INNER = ("domain", "engine", "models", "queries", "services", "charts", "grid", "demo", "measures", "comparing")
OF_EDGES = ("django.http", "django.shortcuts", "django.urls", "django.views", "rest_framework")
MOST_LINES_OF_AN_EDGE = 15
OURS = (*APPS, "carejourneys")
VAGUE = {"util", "utils", "helper", "helpers", "misc", "tools", "common_utils"}

Found = Iterator[tuple[int, str]]


def vague_names(path: PurePosixPath, tree: ast.AST) -> Found:
    """A file's name is the thing it defines."""
    if path.stem in VAGUE or VAGUE & set(path.parts[:-1]):
        yield 1, f"{path.stem} says nothing: name the file after the thing it defines"


def signals_and_save(path: PurePosixPath, tree: ast.AST) -> Found:
    """Side effects are called, never overheard: no signal receivers, no save() or delete() overrides."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals"):
            yield node.lineno, "no signals: call the service"
        if isinstance(node, ast.ImportFrom) and node.module == "django.dispatch":
            yield node.lineno, "no signals: call the service"
        if isinstance(node, ast.ClassDef):
            bases = {ast.unparse(base) for base in node.bases}
            if any(base.endswith(("models.Model", "AbstractBaseUser")) for base in bases):
                for item in node.body:
                    if isinstance(item, ast.FunctionDef) and item.name in {"save", "delete"}:
                        yield item.lineno, f"no {item.name}() override: write a service"


def _room(path: PurePosixPath) -> str | None:
    if path.parts[0] in APPS and len(path.parts) > 1:
        return path.parts[1].removesuffix(".py")
    if path.parts[:2] == ("carejourneys", "pages") and len(path.parts) > 2:
        return path.parts[2].removesuffix(".py")
    return None


def objects_in_edges(path: PurePosixPath, tree: ast.AST) -> Found:
    """Edges open a door, make one call and present: the manager belongs to queries and services."""
    if _room(path) in EDGES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
                yield node.lineno, "no .objects in an edge: ask a query"


def imports_inside_functions(path: PurePosixPath, tree: ast.AST) -> Found:
    """Imports stand at the top, where the import law sees them; AppConfig.ready is the one exception."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not (node.name == "ready" and path.name == "apps.py"):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield inner.lineno, "import at the top of the file"


def patching_our_code(path: PurePosixPath, tree: ast.AST) -> Found:
    """A test that replaces our own code tests the replacement."""
    if path.parts[0] != "tests":
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name.endswith(("monkeypatch.setattr", "mock.patch", "mocker.patch", "patch.object")) or name == "patch":
            words = " ".join(ast.unparse(argument) for argument in node.args[:1])
            if any(words.strip("'\"").startswith(f"{ours}.") or words.strip("'\"") == ours for ours in OURS):
                yield node.lineno, "our own code is not patched in tests"


def other_apps_edges(path: PurePosixPath, tree: ast.AST) -> Found:
    """An app uses another's domain, queries, services and models, never its edges."""
    home = path.parts[0]
    if home not in APPS and path.parts[:2] != ("carejourneys", "pages"):
        return
    for node in ast.walk(tree):
        for module in _imported(node):
            parts = module.split(".")
            if parts[0] in APPS and parts[0] != home and len(parts) > 1 and parts[1] in EDGES:
                yield node.lineno, f"{module} is an edge of another app"


def fat_edges(path: PurePosixPath, tree: ast.AST) -> Found:
    """Door, one call, present: what takes more lines than that is a presenter (queries), a rule (domain) or two functions."""
    if _room(path) not in EDGES:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            if lines > MOST_LINES_OF_AN_EDGE:
                yield node.lineno, f"{node.name} has {lines} lines: an edge has {MOST_LINES_OF_AN_EDGE} at most"


def addresses_below_the_edges(path: PurePosixPath, tree: ast.AST) -> Found:
    """Queries and services give data; requests, addresses, pages and answers are read and made in the edges and in templates."""
    if _room(path) not in INNER:
        return
    for node in ast.walk(tree):
        for module in _imported(node):
            if any(module == package or module.startswith(f"{package}.") for package in OF_EDGES):
                yield node.lineno, f"{module} belongs to an edge"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


COLLECTED = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}


def translations_by_another_name(path: PurePosixPath, tree: ast.AST) -> Found:
    """Texts are collected by the names of these functions: under another name their texts never come to stand in the list."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if "gettext" in alias.name and (alias.asname or alias.name) not in COLLECTED:
                    yield node.lineno, f"{alias.name} as {alias.asname}: its texts would not be collected"


READ_THE_THRESHOLD = {  # for what else than telling figures of a row
    "analytics/queries/tellings.py",  # says under which threshold a row is told
    "analytics/queries/audit.py",  # looks at what is told of it
    "analytics/services/telling.py",  # finds out how it may be told
    "analytics/queries/questions.py",  # of how many people weeks are taken together when a map is measured
    "analytics/services/cohorts.py",  # refuses groups that would leave few people over
}


def thresholds_past_the_telling(path: PurePosixPath, tree: ast.AST) -> Found:
    """Figures are told under the threshold that was found for their row, which one module says; never under the economy's own."""
    if path.parts[0] == "analytics" or path.parts[:2] == ("carejourneys", "pages"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "small_number_threshold" and path.as_posix() not in READ_THE_THRESHOLD:
                yield node.lineno, "not the economy's threshold: ask analytics.queries.tellings how the row is told"


FENCES = (
    thresholds_past_the_telling,
    translations_by_another_name,
    vague_names,
    signals_and_save,
    objects_in_edges,
    imports_inside_functions,
    patching_our_code,
    other_apps_edges,
    fat_edges,
    addresses_below_the_edges,
)
