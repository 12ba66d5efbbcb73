"""One thing has one word: no two public classes or constants share a name, and no two modules of a room do."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

import pytest

from places import REPOSITORY

ROOMS = REPOSITORY / "src" / "alignqa"
SHARED_FOR_A_REASON = {
    "AlignqaRetriever": "LlamaIndex and LangChain each call what finds passages a retriever, and ours is ours in both",
}
MAX_FILES = 15


def _public_names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name) and target.id.isupper() and not target.id.startswith("_"):
                yield target.id


def test_a_public_class_or_constant_stands_for_one_thing():
    places: dict[str, set[str]] = defaultdict(set)
    for path in ROOMS.rglob("*.py"):
        for name in _public_names(ast.parse(path.read_text(encoding="utf-8"))):
            places[name].add(str(path.relative_to(ROOMS)))
    shared = {name: sorted(found) for name, found in places.items() if len(found) > 1}
    assert {name: found for name, found in shared.items() if name not in SHARED_FOR_A_REASON} == {}
    assert set(SHARED_FOR_A_REASON) <= set(shared), "a reason without a shared name"


@pytest.mark.parametrize("tree", ["src/alignqa", "tests", "bench", "docs", "examples"])
def test_a_folder_can_be_taken_in_at_a_glance(tree):
    top = ROOMS.parent.parent / tree
    folders = [top, *(path for path in top.rglob("*") if path.is_dir() and path.name != "__pycache__")]
    crowded = {
        str(folder.relative_to(top)): count
        for folder in folders
        if (count := sum(path.name != "__init__.py" for path in folder.glob("*.py"))) > MAX_FILES
    }
    assert crowded == {}


def test_a_docstring_tells_and_does_not_ask():
    asking = {"what", "whether", "how", "which", "who", "where", "when", "why"}
    found = []
    for path in ROOMS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
                docstring = ast.get_docstring(node)
                if docstring and docstring.split()[0].lower().strip(",") in asking:
                    found.append(f"{path.relative_to(ROOMS)}:{getattr(node, 'lineno', 1)}")
    assert found == []
