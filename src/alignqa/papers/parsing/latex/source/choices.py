r"""Commands that take their test and their branches in braces: `\ifthenelse`, those of etoolbox and xparse, LaTeX's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from alignqa.papers.parsing.latex.commands import words
from alignqa.papers.parsing.latex.source.conditionals import Facts, number, opens_branch, truth
from alignqa.papers.parsing.latex.source.document_commands import read_test
from alignqa.papers.parsing.latex.source.tokens import TokenStream, is_conditional, joined, name_of

Test = Callable[[TokenStream, Facts], bool | None]
"""A function that takes its arguments from the stream and decides; None if it cannot."""


def choose(name: str, stream: TokenStream, facts: Facts) -> tuple[list[str], bool] | None:
    r"""The branch that the command `\name` chooses, and if it could decide; None for a command that is not of this kind.

    A test that cannot be decided counts as false.
    """
    chosen = read_test(name, stream)
    if chosen is not None:
        return chosen, True
    if name == "@ifnextchar":
        return _next_character(stream), True
    if name == "@ifstar":
        stream_branches = [stream.argument() for _ in range(2)]
        return stream_branches[0 if stream.take_character("*") else 1], True
    if name in _CHOICES:
        decided = _CHOICES[name](stream, facts)
    elif is_conditional(name) and not opens_branch(name, stream.peek(), facts):
        both = stream.groups(2)  # a style's own test, such as \ifarxiv{…}{…}
        return None if both is None else (both[1], False)
    else:
        return None
    first, second = stream.argument(), stream.argument()
    return (first if decided else second), decided is not None


def record(name: str, stream: TokenStream, facts: Facts) -> bool:
    r"""Records what `\setboolean`, `\newtoggle`, `\setcounter` and related commands set; returns False for any other command.

    A command that sets a counter stays in the source, since it may be one that the parser counts.
    """
    if name in _NEW_SWITCHES:
        facts.switches.setdefault(_key(name, joined(stream.argument())), False)
    elif name in _SET_SWITCHES:
        key = _key(name, joined(stream.argument()))
        facts.switches[key] = joined(stream.argument()).lower() == "true"
    elif name in _SWITCHED:
        facts.switches[_key(name, joined(stream.argument()))] = name.endswith("true")
    elif name in {"setcounter", "addtocounter", "newcounter"}:
        _count(name, stream, facts)
        return False
    elif name in {"stepcounter", "refstepcounter"}:
        _step(joined((stream.groups_ahead(1) or [[]])[0]), facts)
        return False
    elif name in _COUNTED_COMMANDS:
        if stream.peek().lstrip()[:1] in {"{", "["}:  # and not one with a star, or the argument of another command
            _step(_COUNTED_COMMANDS[name], facts)
        return False
    else:
        return False
    return True


_NEW_SWITCHES = frozenset(words("newboolean provideboolean newbool providebool newtoggle providetoggle"))
_SET_SWITCHES = frozenset({"setboolean", "setbool", "settoggle"})
_SWITCHED = frozenset({"booltrue", "boolfalse", "toggletrue", "togglefalse"})


# LaTeX's own counters, each with those that begin anew with it.
_SECTION_COUNTERS = words("part chapter section subsection subsubsection paragraph subparagraph")
_COUNTED_COMMANDS = {**{name: name for name in _SECTION_COUNTERS}, "footnote": "footnote"}


def _step(counter: str, facts: Facts) -> None:
    """Counts one on; the counters of the sections below begin anew."""
    facts.numbers[counter] = facts.numbers.get(counter, 0) + 1
    if counter in _SECTION_COUNTERS[1:]:
        below = _SECTION_COUNTERS[_SECTION_COUNTERS.index(counter) + 1 :]
        facts.numbers.update(dict.fromkeys(below, 0))


def count_environment(name: str, facts: Facts) -> None:
    """Counts an equation or a float that begins."""
    if name in {"equation", "figure", "table"}:
        _step(name, facts)


def _key(command: str, name: str) -> str:
    """The name under which a switch is kept; toggles are apart from booleans of the same name."""
    return f"toggle {name}" if "toggle" in command else name


def _count(name: str, stream: TokenStream, facts: Facts) -> None:
    groups = stream.groups_ahead(1 if name == "newcounter" else 2)
    if groups is None:
        return
    counter = joined(groups[0])
    if name == "newcounter":
        facts.numbers[counter] = 0
    elif (value := number(TokenStream(joined(groups[1])), facts)) is not None:
        facts.numbers[counter] = value + (facts.numbers.get(counter, 0) if name == "addtocounter" else 0)


def _next_character(stream: TokenStream) -> list[str]:
    character = stream.one()
    both = [stream.argument() for _ in range(2)]
    stream.skip_blanks()
    return both[0 if character and stream.peek().startswith(character) else 1]


def _text(stream: TokenStream) -> str:
    return joined(stream.argument())


def _toggle(stream: TokenStream, facts: Facts) -> bool | None:
    return facts.switches.get(f"toggle {_text(stream)}")


def _switch(stream: TokenStream, facts: Facts) -> bool | None:
    return facts.switches.get(_text(stream))


def _defined(stream: TokenStream, facts: Facts) -> bool | None:
    return facts.is_defined(_text(stream).removeprefix("\\"))


def _empty_macro(stream: TokenStream, facts: Facts) -> bool | None:
    body = facts.expansion(name_of(_text(stream)))
    return body is None or not joined(body)


def _compared_numbers(relation: str) -> Test:
    def test(stream: TokenStream, facts: Facts) -> bool | None:
        one, sign = _text(stream), relation or _text(stream)
        return truth(f"{one}{sign}{_text(stream)}", facts)

    return test


def _negated(test: Test) -> Test:
    def negated(stream: TokenStream, facts: Facts) -> bool | None:
        decided = test(stream, facts)
        return None if decided is None else not decided

    return negated


def _unknown(stream: TokenStream, _: Facts) -> bool | None:
    stream.argument()
    return None


_CHOICES: Mapping[str, Test] = {
    "ifthenelse": lambda stream, facts: truth(_text(stream), facts),
    "iftoggle": _toggle,
    "nottoggle": _negated(_toggle),
    "ifbool": _switch,
    "notbool": _negated(_switch),
    "ifdef": _defined,
    "ifcsdef": _defined,
    "ifundef": _negated(_defined),
    "ifcsundef": _negated(_defined),
    "@ifundefined": _negated(_defined),
    "ifdefempty": _empty_macro,
    "ifdefvoid": _empty_macro,
    "ifstrequal": lambda stream, _: _text(stream) == _text(stream),
    "ifdefstring": lambda stream, facts: joined(facts.expansion(name_of(_text(stream))) or ()) == _text(stream),
    "ifstrempty": lambda stream, _: not _text(stream),
    "ifblank": lambda stream, _: not _text(stream),
    "notblank": lambda stream, _: bool(_text(stream)),
    "ifnumcomp": _compared_numbers(""),
    "ifnumequal": _compared_numbers("="),
    "ifnumless": _compared_numbers("<"),
    "ifnumgreater": _compared_numbers(">"),
    "ifnumodd": lambda stream, facts: truth(f"\\isodd{{{_text(stream)}}}", facts),
    "@ifpackageloaded": lambda stream, facts: facts.is_loaded(_text(stream)),
    "@ifclassloaded": lambda stream, facts: facts.is_loaded(_text(stream)),
    "IfFileExists": _unknown,
    "ifboolexpr": _unknown,
    "ifboolexpe": _unknown,
}
