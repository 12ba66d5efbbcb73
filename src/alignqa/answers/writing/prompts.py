"""The files in prompts/: found in the home or among the bundled ones, checked, hashed and filled."""

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
"""Every prompt and the variables that it must use, no more and no fewer."""
_MAX_CHARACTERS = 20_000  # far more than would leave room for passages


@dataclass(frozen=True, slots=True)
class Prompts:
    """The texts of the prompts by name, checked."""

    texts: tuple[tuple[str, str], ...]

    def fill(self, name: str, **values: str) -> str:
        """Returns the prompt with its variables filled in; a value is never read as a template."""
        return Template(dict(self.texts)[name]).substitute(values)

    def hashes(self, *names: str) -> tuple[tuple[str, str], ...]:
        """Returns the SHA-256 of each named prompt's text."""
        texts = dict(self.texts)
        return tuple((name, sha256_of(texts[name])) for name in names)


def read_prompts(home: Path | None = None) -> Prompts:
    """Reads all prompts, a home's own file before the bundled one; raises SettingsError, which lists all their faults."""
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
            f"The prompts have faults: {'; '.join(faults)}.", hint="Correct the file, or delete it to use the bundled one"
        )
    return Prompts(tuple(texts))


def _fault(text: str, variables: frozenset[str]) -> str:
    template = Template(text)
    if len(text) > _MAX_CHARACTERS:
        return f"has more than {_MAX_CHARACTERS:,} characters"
    if not template.is_valid():
        return "has a $ that does not begin a variable; write $$ for a dollar sign"
    found = set(template.get_identifiers())
    parts = (("lacks", variables - found), ("uses the unknown", found - variables))
    return " and ".join(f"{verb} {', '.join(f'${name}' for name in sorted(names))}" for verb, names in parts if names)
