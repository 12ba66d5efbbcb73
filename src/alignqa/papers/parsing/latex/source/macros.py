r"""Expands the macros that a LaTeX source defines for itself, as TeX would: token by token, in the order of the definitions.

It handles the definitions of `definitions`, the conditions of `conditionals` and `choices`, environments that hide their text,
and `\xspace`. Everything else passes through to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from alignqa.papers.parsing.latex.commands import words
from alignqa.papers.parsing.latex.source import definitions
from alignqa.papers.parsing.latex.source.choices import choose, count_environment, record
from alignqa.papers.parsing.latex.source.conditionals import Facts, Meaning, branches, condition, number
from alignqa.papers.parsing.latex.source.definitions import EnvironmentDefinition, Macro
from alignqa.papers.parsing.latex.source.maths_mode import MathsMode
from alignqa.papers.parsing.latex.source.tokens import TokenStream, is_conditional, joined, name_of

# These limits stop a macro that calls itself; a paper needs some thousand expansions.
_MAX_EXPANSIONS = 100_000
_MAX_EXPANDED_CHARACTERS = 1_500_000

_PARAMETER = re.compile(r"#(\d)")
_WORD_END = re.compile(r"\\[A-Za-z@]+\Z")
_SWITCH = re.compile(r"\\if([A-Za-z@]+)")
_NO_SPACE_BEFORE = tuple("{}~.!,:;?/')-\\ \t\n")
_IGNORED = frozenset(
    words("""makeatletter makeatother ExplSyntaxOn ExplSyntaxOff long global protected expandafter noexpand
    NoValue BooleanTrue BooleanFalse""")
)
_EMPTY = frozenset({"empty", "@empty"})
# What holds for the rest of its group, which the definition of an environment therefore needs.
_DECLARATIONS = frozenset({"color", "fontsize", "transparent"})


def expand(text: str, *, known_names: Iterable[str], defined_names: Iterable[str] = ()) -> tuple[str, tuple[str, ...]]:
    r"""The text with its own macros expanded, its conditions decided and its definitions removed, and the notices for the user.

    The names in `known_names` keep their meaning for the parser, even if the source redefines them;
    `defined_names` are others that a condition such as `\ifdefined` finds defined.
    Once the number or the size of expansions reaches its limit, the rest passes through unchanged.
    """
    expander = _Expander(text, frozenset(known_names), frozenset(defined_names))
    return expander.run(), expander.notices()


class _Expander:
    def __init__(self, text: str, known_names: frozenset[str], defined_names: frozenset[str]) -> None:
        self._stream = TokenStream(text)
        self._known_names = known_names
        self._defined_names = defined_names
        self._macros: dict[str, Macro] = {}
        self._environments: dict[str, EnvironmentDefinition] = {}
        self._open: list[tuple[str, list[list[str]]]] = []
        self._mode = MathsMode()
        self._facts = Facts(text, means=self._meaning, expansion=self._expansion, in_math=lambda: self._mode.in_maths)
        self._switch_names = frozenset(_SWITCH.findall(text))
        self._unclosed: set[str] = set()
        self._expansions = 0
        self._expanded_characters = 0
        self._stopped = False
        self._undecided = 0

    def run(self) -> str:
        output: list[str] = []
        while self._stream:
            token = self._stream.next()
            name = name_of(token)
            if not name or not self._handle(name):
                self._mode.follow(token)
                if output and token[0].isalpha() and _WORD_END.search(output[-1]):
                    output.append(" ")  # what an expansion put behind a command is not the end of its name
                output.append(token)
        return "".join(output)

    def notices(self) -> tuple[str, ...]:
        notices = []
        if self._stopped:
            notices.append("The macros of the source expand without end; the rest was read without expanding them.")
        if self._undecided:
            places = "place" if self._undecided == 1 else "places"
            notices.append(
                f"In {self._undecided} {places} the source asks for something that only its style or its pages tell; "
                "the text for the answer no was read."
            )
        return tuple(notices)

    def _handle(self, name: str) -> bool:
        """Handles a definition, a macro, a condition or a switch; returns False for any other, which is output unchanged."""
        if name in _IGNORED or record(name, self._stream, self._facts):
            return True
        if self._handle_definition(name) or self._handle_condition(name):
            return True
        if name == "xspace":
            self._insert_space()
        elif name in self._macros:
            self._expand(self._macros[name], definitions.read_values(self._macros[name], self._stream))
        elif name in {"csname", "@nameuse"}:
            named = definitions.read_constructed_name(self._stream) if name == "csname" else self._stream.argument_text()
            self._stream.push([f"\\{named} "] if named.replace("@", "").isalpha() else [])
        elif name == "comment" and self._stream.peek() not in {"{", "["}:
            self._stream.skip_to("endcomment")
        else:
            return name in {"begin", "end"} and self._expand_environment(name)
        return True

    # Definitions

    def _handle_definition(self, name: str) -> bool:
        stream = self._stream
        if name in definitions.MACRO_DEFINERS:
            self._register(*definitions.read_macro(name, stream), keep=name.startswith("provide"))
        elif name in definitions.COMMAND_DEFINERS:
            self._register(*definitions.read_document_command(stream), keep=name.startswith("Provide"))
        elif name in definitions.TEX_DEFINERS:
            self._register(*definitions.read_tex_definition(stream))
        elif name == "@namedef":
            named = stream.argument_text()
            self._register(named, Macro(tuple(stream.argument())))
        elif name == "let":
            self._let(*definitions.read_alias(stream))
        elif name in definitions.OPERATOR_DEFINERS:
            self._register(*definitions.read_operator(stream, paired=name == "DeclarePairedDelimiter"))
        elif name in definitions.ENVIRONMENT_DEFINERS:
            self._register_environment(*definitions.read_environment(name, stream))
        elif name in definitions.HIDING_DEFINERS:
            self._hide_environment(stream.argument_text())
        elif name in definitions.SHOWING_DEFINERS:
            self._show_environment(name)
        elif name == "newif":
            stream.skip_blanks()
            self._facts.switches[name_of(stream.next())[2:]] = False
        elif name in {"newcount", "chardef"}:
            self._number_register(name)
        else:
            return False
        return True

    def _register(self, name: str, macro: Macro | None, *, keep: bool = False) -> None:
        if macro and name and not self._stopped and name not in self._known_names and not (keep and name in self._macros):
            self._macros[name] = macro

    def _let(self, name: str, target: str) -> None:
        target_name = name_of(target)
        if target_name == "comment" and "comment" not in self._macros:
            self._hide_environment(name)
        elif target_name.startswith("if") and target_name[2:] in self._facts.switches and name.startswith("if"):
            self._facts.switches[name[2:]] = self._facts.switches[target_name[2:]]
        elif target_name and self._meaning(target)[0] == "undefined" and target_name in {"undefined", "@undefined"}:
            self._macros.pop(name, None)
        elif target_name in self._environments and target_name != name:
            self._register_environment(name, self._environments[target_name])
        elif target.startswith("\\") and target_name != name:
            self._register(name, self._macros.get(target_name) or Macro((target,), alias=True))

    def _register_environment(self, name: str, definition: EnvironmentDefinition) -> None:
        # One that the parser knows may be redefined to print nothing.
        if name and not self._stopped and (name not in self._known_names or (definition.hidden and name != "document")):
            self._environments[name] = definition

    def _hide_environment(self, name: str) -> None:
        self._register_environment(name, EnvironmentDefinition(Macro(()), Macro(()), hidden=True))

    def _show_environment(self, definer: str) -> None:
        name = self._stream.argument_text()
        opening = self._stream.argument() if definer == "specialcomment" else []
        closing = self._stream.argument() if definer == "specialcomment" else []
        self._register_environment(name, EnvironmentDefinition(Macro(tuple(opening)), Macro(tuple(closing))))

    def _number_register(self, definer: str) -> None:
        self._stream.skip_blanks()
        name = name_of(self._stream.next())
        value = number(self._stream, self._facts) if self._stream.take_character("=") else None
        self._facts.numbers[name] = value or 0

    # Meanings, for conditions

    def _meaning(self, token: str) -> Meaning:
        name = name_of(token)
        for _ in self._macros:  # an alias may stand for another one, and for itself in the end
            macro = self._macros.get(name)
            if macro is None or not macro.alias:
                break
            name = name_of(token := macro.body[0])
        if not name:
            return "character", token
        if (macro := self._macros.get(name)) and not macro.alias:
            return "macro", macro.body, macro.arguments
        if name in _EMPTY:
            return "macro", (), ()
        is_known = name in self._known_names or name in self._defined_names or name == "relax"
        return ("command", name) if is_known else ("undefined",)

    def _expansion(self, name: str) -> tuple[str, ...] | None:
        if name in _EMPTY:
            return ()
        macro = self._macros.get(name)
        return macro.body if macro and not macro.arguments and not macro.alias else None

    # Expansion

    def _expand(self, macro: Macro, values: list[list[str]]) -> None:
        body: list[str] = []
        for token in macro.body:
            found = _PARAMETER.fullmatch(token)
            position = int(found[1]) if found else 0
            if 1 <= position <= len(values):
                body.extend(values[position - 1])
            else:
                body.append(token.replace("##", "#"))
        self._push_back(body)

    def _push_back(self, tokens: list[str]) -> None:
        self._expansions += 1
        self._expanded_characters += sum(map(len, tokens)) + len(tokens)
        if self._expansions > _MAX_EXPANSIONS or self._expanded_characters > _MAX_EXPANDED_CHARACTERS:
            self._macros.clear()
            self._environments.clear()
            self._stopped = True
            return
        self._stream.push(tokens)

    def _expand_environment(self, name: str) -> bool:
        group = self._stream.groups(1)
        if group is None:
            return False
        environment = joined(group[0])
        definition = self._environments.get(environment)
        if definition is None:
            if name == "begin":
                count_environment(environment, self._facts)
            self._mode.follow_environment(environment, begins=name == "begin")
            self._stream.push(("{", environment, "}"))
            return False
        if name == "begin" and (definition.hidden or definition.body_mark):
            values = definitions.read_values(definition.opening, self._stream)
            # The search for an end that is not there is not repeated.
            inside = None if environment in self._unclosed else self._stream.environment(environment)
            if inside is None:
                self._unclosed.add(environment)
            if not definition.hidden:
                self._expand(definition.around(inside or ()), values)
            return True
        scoped = any(name_of(token) in _DECLARATIONS for token in definition.opening.body)
        if name == "begin":
            values = definitions.read_values(definition.opening, self._stream)
            self._open.append((environment, values))
            self._expand(definition.opening, values)
            self._stream.push(["{"] if scoped else [])
        else:
            values = self._open.pop()[1] if self._open and self._open[-1][0] == environment else []
            self._stream.push(["}"] if scoped else [])
            self._expand(definition.closing, values)
        return True

    def _insert_space(self) -> None:
        if self._stream and not self._stream.peek().startswith(_NO_SPACE_BEFORE):
            self._stream.push([" "])

    # Conditions and switches

    def _handle_condition(self, name: str) -> bool:
        chosen = choose(name, self._stream, self._facts)
        if chosen is not None:
            self._undecided += not chosen[1]
            self._push_back(chosen[0])
            return True
        if name == "unless" and is_conditional(name_of(self._stream.peek())):
            return self._choose_branch(name_of(self._stream.next()), negated=True)
        if is_conditional(name) and self._choose_branch(name, negated=False):
            return True
        for value in ("true", "false"):
            base = name.removesuffix(value)
            if name.endswith(value) and (base in self._facts.switches or base in self._switch_names) and base:
                self._facts.switches[base] = value == "true"
                return True
        return False

    def _choose_branch(self, name: str, *, negated: bool) -> bool:
        r"""Puts back one of the branches up to the matching `\fi`; returns False if there is none."""
        if name == "ifcase":
            value = number(self._stream, self._facts)
            found = branches(self._stream, self._facts)
            position = -1 if value is None or found is None or not 0 <= value < len(found) - 1 else value
            decided = value is not None
        else:
            holds = condition(name, self._stream, self._facts)
            found = branches(self._stream, self._facts)
            decided = holds is not None
            position = 0 if bool(holds) is not negated else -1
        if found is None:
            return False
        self._undecided += not decided
        self._push_back(found[position])
        return True
