import ast

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
