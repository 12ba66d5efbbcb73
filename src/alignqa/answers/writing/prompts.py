"""The files of prompts/: found in the home or among the bundled ones, checked, hashed and filled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template

from alignqa.bundled import find
from alignqa.errors import SettingsError
from alignqa.papers.document import sha256_of

VARIABLES = {
    "write/system": frozenset({"fence"}),
    "write/user": frozenset({"fence", "passages", "question"}),
    "repair/user": frozenset({"fence", "passages", "question", "reply", "faults"}),
    "rewrite/system": frozenset[str](),
    "rewrite/user": frozenset({"fence", "conversation", "question"}),
    "research/system": frozenset({"fence"}),
    "research/user": frozenset({"question"}),
}
"""Every prompt and the names that it must use, no more and no fewer."""
_LONGEST = 20_000  # characters; far above what leaves room for passages


@dataclass(frozen=True, slots=True)
class Prompts:
    """The texts of the prompts by name, checked."""

    texts: tuple[tuple[str, str], ...]

    def fill(self, name: str, **values: str) -> str:
        """The prompt with its variables filled in; a value is never read as a template."""
        return Template(dict(self.texts)[name]).substitute(values)

    def hashes(self, *names: str) -> tuple[tuple[str, str], ...]:
        """The SHA-256 of each named prompt's text."""
        texts = dict(self.texts)
        return tuple((name, sha256_of(texts[name])) for name in names)


def read_prompts(home: Path | None = None) -> Prompts:
    """All prompts, a home's own file before the bundled one; SettingsError lists every fault of all of them."""
    texts: list[tuple[str, str]] = []
    faults: list[str] = []
    for name, variables in VARIABLES.items():
        path = find(f"prompts/{name}.md", home)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{path} cannot be read: {error}")
            continue
        if fault := _fault(text, variables):
            faults.append(f"{path} {fault}")
        texts.append((name, text))
    if faults:
        raise SettingsError(
            f"The prompts have faults: {'; '.join(faults)}.", hint="Mend the file, or delete it and the bundled one is used"
        )
    return Prompts(tuple(texts))


def _fault(text: str, variables: frozenset[str]) -> str:
    template = Template(text)
    if len(text) > _LONGEST:
        return f"has more than {_LONGEST:,} characters"
    if not template.is_valid():
        return "has a $ that begins no name; write $$ for the sign itself"
    found = set(template.get_identifiers())
    parts = (("lacks", variables - found), ("uses the unknown", found - variables))
    return " and ".join(f"{verb} {', '.join(f'${name}' for name in sorted(names))}" for verb, names in parts if names)
