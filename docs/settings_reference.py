"""Writes docs/reference/settings.md from the fields of Settings: `python docs/settings_reference.py [--check]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import UnionType
from typing import get_args, get_origin

from pydantic.fields import FieldInfo

from alignqa.settings import Settings

PAGE = Path(__file__).parent / "reference" / "settings.md"
INTRODUCTION = """\
# Settings

This page is generated from the settings themselves by `make docs`.

Settings are kept in `alignqa.toml` in the home, one `name = value` to a line, as TOML.
The same names work as environment variables, in capitals and with `ALIGNQA_` in front: `ALIGNQA_QUOTES=3`.
An option of a command overrides the environment, the environment overrides the file, and the file overrides the default.
Every setting has a default that works.
An unknown setting or a malformed value ends a command with exit code 2, and the message lists all of them.

`ALIGNQA_HOME` is not a setting: it names the home itself ([Installing](../guide/install.md#a-home)).
Keys of language model providers are read from the environment only ([Generators](../guide/generators.md#keys)).
"""
NAMES: dict[object, str] = {
    bool: "true or false",
    int: "whole number",
    float: "number",
    str: "text",
    Path: "path",
    tuple: "two numbers",
}
"""The names of the types that settings have."""
GUIDE = {
    "scaling": ("index",),
    "ask": ("quotes", "min_confidence"),
    "models": ("embedder", "reranker"),
    "fetch": ("fetch_hosts", "mailto", "openalex_key"),
    "generators": ("generator", "entailment", "offline", "agent_steps", "agent_tokens"),
}
"""The settings that each page of the guide explains; `generator` stands for all whose names begin with it."""


def page() -> str:
    """The whole page."""
    rows = [row(name, field) for name, field in Settings.model_fields.items()]
    head = ["| setting | value | default | meaning | more |", "|---|---|---|---|---|"]
    return "\n".join([INTRODUCTION, *head, *rows]) + "\n"


def row(name: str, field: FieldInfo) -> str:
    """The line of a setting in the table."""
    if not field.description:
        sys.exit(f"{name} has no description")
    cells = (f"`{name}`", values(field), default(field), field.description, guide(name))
    return f"| {' | '.join(cells)} |"


def values(field: FieldInfo) -> str:
    """The values that a setting takes, in words."""
    kinds = get_args(field.annotation) if isinstance(field.annotation, UnionType) else (field.annotation,)
    (kind,) = (kind for kind in kinds if kind is not type(None))
    minimum, above, maximum = (bound(field, name) for name in ("ge", "gt", "le"))
    limits = {
        f", {minimum} to {maximum}": minimum is not None and maximum is not None,
        f", {minimum} or more": minimum is not None and maximum is None,
        f", more than {above}": above is not None,
    }
    return NAMES[get_origin(kind) or kind] + "".join(text for text, applies in limits.items() if applies)


def bound(field: FieldInfo, name: str) -> str | None:
    """The bound of that name as text, or None where the setting has none."""
    return next((f"{getattr(found, name):,g}" for found in field.metadata if hasattr(found, name)), None)


def default(field: FieldInfo) -> str:
    """The default as TOML writes it, or "none"."""
    return "none" if field.default is None else f"`{json.dumps(field.default)}`"


def guide(name: str) -> str:
    """A link to the page of the guide that explains a setting, or nothing."""
    key = "generator" if name.startswith("generator") else name
    found = next((title for title, names in GUIDE.items() if key in names), "")
    return f"[{found}](../guide/{found}.md)" if found else ""


def main() -> None:
    """Writes the page, or with --check ends with 1 if it is out of date."""
    wanted = page()
    if "--check" in sys.argv[1:]:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != wanted:
            sys.exit("docs/reference/settings.md differs from the settings. Run: make docs")
        return
    PAGE.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
