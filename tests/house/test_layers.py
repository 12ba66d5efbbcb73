import ast
from graphlib import TopologicalSorter
from pathlib import Path

from places import REPOSITORY

ROOMS = REPOSITORY / "src" / "alignqa"


def test_no_room_takes_public_names_from_the_package_above_it():
    modules = {path.stem for path in ROOMS.iterdir()} | {"__version__"}
    taken = [
        f"{path.relative_to(ROOMS)}: {alias.name}"
        for path in ROOMS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "alignqa"
        for alias in node.names
        if alias.name not in modules
    ]
    assert taken == []


def _imports_of(path: Path, modules: set[str]) -> set[str]:
    """The modules of alignqa that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & modules


def test_modules_import_each_other_in_no_circle_but_the_notebook_s():
    paths = {
        ".".join(("alignqa", *path.relative_to(ROOMS).with_suffix("").parts)): path
        for path in ROOMS.rglob("*.py")
        if path.name != "__init__.py"
    }
    graph = {module: _imports_of(path, set(paths)) - {module} for module, path in paths.items()}
    assert graph["alignqa.papers.notebook"] == {"alignqa.render.html.fragments", "alignqa.render.markdown"}  # decision 7
    graph["alignqa.papers.notebook"] = set()
    list(TopologicalSorter(graph).static_order())  # a circle raises CycleError, which names it
