"""Mathematics as readable Unicode text, and the accents and symbols of running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from unicodedata import category, normalize

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from alignqa.papers.parsing.latex.commands import words
from alignqa.papers.parsing.latex.nodes import LatexMacroNode, LatexNode, LatexWalker
from alignqa.papers.parsing.latex.source.scripts import readable_scripts
from alignqa.papers.parsing.latex.text import PARSER_FAILURES
from alignqa.papers.parsing.latex.vocabulary import STRUCK, context

# Commands that are omitted from formulas.
_OMITTED = words("""
label nonumber notag tag displaystyle textstyle scriptstyle left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl
Biggr limits nolimits middle mathop mathrel mathbin mathopen mathclose mathord allowbreak nobreak displaylimits hspace vspace
phantom hphantom vphantom raisebox intertext par
""")
# Commands that only change the style of their argument.
_TRANSPARENT = words("""
boldsymbol bm pmb mathbbm mathds mathnormal underbrace overbrace overline widehat widetilde widebar substack
""")
# Symbols that are missing from pylatexenc's table or wrong in it.
_MATH_SYMBOLS = {
    "|": "‖",
    "gets": "←",
    "coloneqq": "≔",
    "implies": "⇒",
    "impliedby": "⇐",
    "iff": "⇔",
    "leadsto": "⇝",
    "ne": "≠",
    "neg": "¬",
    "land": "∧",
    "lor": "∨",
    "bot": "⊥",
    "models": "⊨",
    "Box": "□",
    "Diamond": "◇",
    "triangle": "△",
    "checkmark": "✓",
    "colon": ":",
    "degree": "°",
    "xrightarrow": "→",
    "xleftarrow": "←",
}
_SLASH = "\u0338"  # combines with a relation to its negation
_WORDS = re.compile(r"\\(?:text[a-z]*|mbox|hbox|operatorname|mathrm|mathsf|mathtt)\s*\{[^{}$]*\}")
_MINUS = re.compile("-(?!>)")
_HYPHEN = "\ue004"  # in words, where it is no minus sign
_RELATION = re.compile(r"\s{0,60}([≈≤≥≠≡∼≃≅≪≫→←⇒⇔↦∈∉⊂⊆⊃⊇×≔])\s*")
_ONE_SIDED = re.compile(r"\s{1,60}([=+<>−])(?=\S)|(?<=\S)([=<>])\s+")
_COMPOUND = re.compile(r"[-+\s=<>·×]")
_SPACES = re.compile(r"\s+")
_INSIDE = re.compile(r"(?<=[(\[⟨{]) | (?=[)\],⟩}_^])")


def math_text(nodes: Sequence[LatexNode]) -> str:
    """Formulas on one line, in Unicode where it has the symbols: "O_base(π_θ)", "(a + b)/c", "∑_{i=1}^N".

    Empty if pylatexenc cannot parse them.
    """
    return formula_text("".join(str(node.latex_verbatim()) for node in nodes))


@lru_cache(maxsize=4_096)
def formula_text(source: str) -> str:
    """The formula with the `source`, as `math_text` prints it."""
    source = _WORDS.sub(lambda found: found[0].replace("-", _HYPHEN), source)
    try:
        source = readable_scripts(source)
        walker = LatexWalker(source, latex_context=context(), tolerant_parsing=True)
        parsed, _, _ = walker.get_latex_nodes(parsing_state=walker.make_parsing_state(in_math_mode=True))
        text = _converter().nodelist_to_text(parsed)
    except PARSER_FAILURES:
        return ""
    text = _RELATION.sub(r" \1 ", _MINUS.sub("−", text).replace(_HYPHEN, "-"))
    text = _ONE_SIDED.sub(lambda found: f" {found[1] or found[2]} ", text)
    return _INSIDE.sub("", _SPACES.sub(" ", text)).strip()


def _fraction(node: LatexMacroNode, l2tobj: LatexNodes2Text) -> str:  # pylatexenc finds the argument by this name
    parts = [str(l2tobj.nodelist_to_text([argument])).strip() for argument in node.nodeargd.argnlist[-2:]]
    return "/".join(f"({part})" if _COMPOUND.search(part) else part for part in parts)


def _negated(node: LatexMacroNode, l2tobj: LatexNodes2Text) -> str:
    """Prints a relation that is struck out as its negation, as "≠"; what else is struck out of a formula is gone."""
    text = str(l2tobj.nodelist_to_text(node.nodeargd.argnlist[-1:])).strip()
    return " " + normalize("NFC", f"{text}{_SLASH} ") if len(text) == 1 and category(text) == "Sm" else ""


def _own_name(node: LatexMacroNode) -> str:
    """Prints a command that only the paper's style file defines, such as `argmax`, as its name."""
    return f" {node.macroname} " if node.macroname.isalpha() else ""


@cache
def _converter() -> LatexNodes2Text:
    texts = get_default_latex_context_db()
    texts.add_context_category(
        "alignqa",
        prepend=True,
        macros=[
            *(MacroTextSpec(name, simplify_repl="") for name in _OMITTED),
            *(MacroTextSpec(name, simplify_repl=symbol_text) for name, symbol_text in _MATH_SYMBOLS.items()),
            *(MacroTextSpec(name, simplify_repl=name) for name in ("Pr", "arg", "dim", "ker", "hom", "deg", "argmax", "argmin")),
            *(MacroTextSpec(name, simplify_repl="%s") for name in _TRANSPARENT),
            *(MacroTextSpec(name, simplify_repl=_fraction) for name in ("frac", "tfrac", "dfrac", "cfrac", "nicefrac", "sfrac")),
            *(MacroTextSpec(name, simplify_repl="C(%(1)s, %(2)s)") for name in ("binom", "tbinom", "dbinom")),
            *(MacroTextSpec(name, simplify_repl=_negated) for name in STRUCK),
            MacroTextSpec("operatorname", simplify_repl=" %(2)s "),
            MacroTextSpec("underset", simplify_repl="%(2)s_%(1)s"),
            *(MacroTextSpec(name, simplify_repl="%(2)s^%(1)s") for name in ("overset", "stackrel")),
            MacroTextSpec("\\", simplify_repl="; "),
        ],
    )
    texts.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_own_name))
    return LatexNodes2Text(latex_context=texts, math_mode="text")
