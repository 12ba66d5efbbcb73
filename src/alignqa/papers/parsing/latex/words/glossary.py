r"""Prints the terms of a glossary or a list of acronyms: `\gls{rl}` is "reinforcement learning (RL)" first and then "RL".

It knows the commands of the packages glossaries, glossaries-extra, acronym and acro.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alignqa.papers.parsing.latex.commands import words
from alignqa.papers.parsing.latex.text import inline_text

_FORMS = {
    **dict.fromkeys(("gls", "ac", "iac"), "auto"),
    **dict.fromkeys(("acrshort", "acs", "acsu", "aca", "glsxtrshort", "glsentryshort"), "short"),
    **dict.fromkeys(("acrlong", "acl", "aclu", "glsxtrlong", "glsentrylong"), "long"),
    **dict.fromkeys(("acrfull", "acf", "acfi", "glsxtrfull", "glsentryfull", "glsfirst", "glsentryfirst"), "full"),
    **dict.fromkeys(("glstext", "glsname", "glsentrytext", "glsentryname"), "name"),
    **dict.fromkeys(("glsdesc", "glsentrydesc"), "description"),
    **dict.fromkeys(("glssymbol", "glsentrysymbol"), "symbol"),
}
_PLURALS = {
    **dict.fromkeys(("glspl", "acp", "iacp"), "auto"),
    **dict.fromkeys(("acrshortpl", "acsp", "glsxtrshortpl", "glsentryshortpl"), "short"),
    **dict.fromkeys(("acrlongpl", "aclp", "glsxtrlongpl", "glsentrylongpl"), "long"),
    **dict.fromkeys(("acrfullpl", "acfp", "glsxtrfullpl", "glsentryfullpl"), "full"),
    **dict.fromkeys(("glsplural", "glsentryplural"), "name"),
}
# The names of the commands as they are written: as above, with a capital first letter, or in capitals ("GLSpl").
_WRITTEN = {
    spelled: (form, plural)
    for forms, plural in ((_FORMS, False), (_PLURALS, True))
    for command, form in forms.items()
    for spelled in (command, command[0].upper() + command[1:], command.replace("gls", "GLS", 1).replace("acr", "ACR", 1))
}
TERM_COMMANDS = frozenset(_WRITTEN)
"""Commands that print a term."""

TERM_DEFINERS = frozenset(
    words("""newacronym newabbreviation newglossaryentry longnewglossaryentry provideglossaryentry DeclareAcronym acrodef newacro
    acro acroplural acrodefplural newacroplural""")
)
"""Commands that define a term."""

_PART = re.compile(r"\s{0,60}([A-Za-z-]{1,60})\s{0,60}=\s*+((?:[^{},]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*+\})*+\})*+\})*+)(?:,|$)")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary, each part as printed; an acronym has a short and a long form."""

    name: str = ""
    plural: str = ""
    short: str = ""
    long: str = ""
    short_plural: str = ""
    long_plural: str = ""
    description: str = ""
    symbol: str = ""


class Glossary:
    """The terms that a source defines, and those that were used so far."""

    def __init__(self) -> None:
        self._terms: dict[str, Term] = {}
        self._used: set[str] = set()

    def define(self, command: str, arguments: Sequence[str]) -> None:
        r"""Records a term; `arguments` are the sources of all arguments of the command, empty for absent optional ones."""
        *_, last = arguments
        if command in {"newacronym", "newabbreviation"}:
            option, key, short, long = arguments
            self._add(key, {**dict(_options(option)), "short": short, "long": long})
        elif command in {"newglossaryentry", "provideglossaryentry", "longnewglossaryentry", "DeclareAcronym"}:
            self._add(arguments[0], dict(_options(arguments[1])))
        elif command.endswith("plural"):
            key, short, long = arguments
            known = self._terms.get(key, Term(short=key))
            plural = inline_text(short) or f"{known.short}s"
            self._terms[key] = Term(known.name, known.plural, known.short, known.long, plural, inline_text(long))
        else:
            key, short, _ = arguments
            self._add(key, {"short": short or key, "long": last})

    def reset(self) -> None:
        """Makes the next use of each term its first."""
        self._used.clear()

    def definition(self, key: str) -> str:
        """An acronym with its long form, as the list of acronyms prints it."""
        term = self._terms.get(key, Term(name=key))
        return f"{term.short} {term.long}".strip() or term.name

    def printed(self, command: str, key: str) -> str:
        """The text that a command prints for a term; its key if the source does not define it."""
        form, plural = _WRITTEN[command]
        term = self._terms.get(key)
        if term is None:
            text = key
        else:
            is_first = key not in self._used
            if form in {"auto", "full"}:
                self._used.add(key)
            if form == "auto":
                form = "full" if is_first else "short"
            text = _form(term, form, plural=plural)
        if command.startswith(("GLS", "ACR")):
            return text.upper()
        return text[:1].upper() + text[1:] if command[0].isupper() else text

    def _add(self, key: str, parts: Mapping[str, str]) -> None:
        found = {name.replace("-", "").lower(): inline_text(value) for name, value in parts.items()}
        self._terms[key] = Term(
            name=found.get("name") or found.get("text", ""),
            plural=found.get("plural", ""),
            short=found.get("short", ""),
            long=found.get("long", ""),
            short_plural=found.get("shortplural", ""),
            long_plural=found.get("longplural", ""),
            description=found.get("description", ""),
            symbol=found.get("symbol", ""),
        )


def _form(term: Term, form: str, *, plural: bool) -> str:
    short, long = term.short or term.name, term.long or term.name
    name = term.name or term.short
    if plural:
        short = term.short_plural or (f"{short}s" if term.short else term.plural or f"{short}s")
        long = term.long_plural or f"{long}s"
        name = term.plural or f"{name}s"
    if not (term.short and term.long) and form in {"short", "long", "full"}:
        return name
    texts = {"short": short, "long": long, "full": f"{long} ({short})", "name": name}
    return texts.get(form) or (term.description if form == "description" else term.symbol) or name


def _options(source: str) -> Iterator[tuple[str, str]]:
    """The keys and values of a list such as `short=SGD, long={stochastic gradient descent}`."""
    for name, value in _PART.findall(source):
        yield name, value.strip()
