"""What only tests use is left over: nothing of the product names it any more."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from .test_fences import FILES, ROOT

A_WORD = re.compile(r"[A-Za-z_]\w*")
A_DOTTED_NAME = re.compile(r"[\w.:]+")  # a class in the settings, a field of a form

NAMED_BY_A_FRAMEWORK = {"urlpatterns", "app_name", "register", "handler404", "handler500", "application", "BearerScheme", "operations"}

KEPT = {
    "stopped_at": "the clock that tests stop",
    "faults": "what tests hold every map to",
    "forget_listener": "takes a listener of a test back",
    "forget_listeners": "takes a listener of a test back",
    "hidden_grid": "of rule S, which stands as a whole",
    "merged_bins": "of rule S, which stands as a whole",
    "refused_cohort": "of rule S, which stands as a whole",
}


def defined(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """What a module defines by name, but for what a decorator hands on to somebody."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if not node.decorator_list or ast.unparse(node.decorator_list[0]) in {"contextmanager", "cache"} or _is_dataclass(node):
                yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    yield target.id, node


def _is_dataclass(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(one) for one in node.decorator_list)


def named(node: ast.AST) -> Counter[str]:
    """How often each name is asked for here. An import asks for nothing by itself."""
    found: Counter[str] = Counter()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
            found[inner.id] += 1
        elif isinstance(inner, ast.Attribute):
            found[inner.attr] += 1
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str) and A_DOTTED_NAME.fullmatch(inner.value):
            found.update(A_WORD.findall(inner.value))
    return found


def left_over(sources: Mapping[str, str], templates: str = "") -> list[str]:
    """ "path:line: name" of all that nothing else asks for; migrations and settings ask, but define nothing for others."""
    trees = {path: ast.parse(source) for path, source in sources.items()}
    asked = sum((named(tree) for tree in trees.values()), Counter(A_WORD.findall(templates)))
    return [
        f"{path}:{node.lineno}: {name}"
        for path, tree in trees.items()
        if not {"migrations", "settings"} & set(path.split("/")) and not path.endswith("/apps.py")
        for name, node in defined(tree)
        if asked[name] == named(node)[name] and not name.startswith("__") and name not in NAMED_BY_A_FRAMEWORK
    ]


def test_what_the_product_defines_the_product_uses():
    paths = [path for path in FILES if path.parts[0] != "tests"]
    paths += [path.relative_to(ROOT) for app in {path.parts[0] for path in paths} for path in (ROOT / app).glob("migrations/*.py")]
    templates = "\n".join(path.read_text() for path in sorted((ROOT / "templates").rglob("*.html")))
    found = left_over({path.as_posix(): (ROOT / path).read_text() for path in paths}, templates)
    names = {line.rpartition(" ")[2] for line in found}
    assert [line for line in found if line.rpartition(" ")[2] not in KEPT] == []
    assert KEPT.keys() - names == set(), "used by now: no exception is needed"


@pytest.mark.parametrize(
    ("source", "over"),
    [
        ("def shown():\n    return 1", ["shown"]),
        ("def again(n):\n    return again(n - 1)", ["again"]),
        ("LIMIT = 3", ["LIMIT"]),
        ("@dataclass\nclass Held:\n    n: int", ["Held"]),
        ("from elsewhere import old\n\ndef old():\n    pass", ["old"]),
        ("def shown():\n    return 1\n\nurlpatterns = [shown]", []),
        ("@register.tag\ndef tile():\n    pass", []),
        ("class Door:\n    pass\n\nurlpatterns = ['pages.Door']", []),
        ("def total():\n    pass\n\nurlpatterns = ['the total of them']", ["total"]),
    ],
)
def test_planted_leftovers_are_found_and_only_they(source, over):
    assert [line.rpartition(" ")[2] for line in left_over({"journeys/queries/planted.py": source})] == over
