"""Parses a LaTeX source: a main `.tex` file, the files it inputs, and the reference list beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers.bibliography import ReferenceEntry, merge, read_bibtex
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.parsing.latex.citations import citations_in
from alignqa.papers.parsing.latex.counters import CleverefOptions, Counters
from alignqa.papers.parsing.latex.nodes import LatexNode, LatexWalker
from alignqa.papers.parsing.latex.source.glue import with_skips
from alignqa.papers.parsing.latex.source.inputs import GatheredSource, gather, main_file
from alignqa.papers.parsing.latex.source.macros import expand
from alignqa.papers.parsing.latex.source.nesting import balance
from alignqa.papers.parsing.latex.text import PARSER_FAILURES, with_braced_accents
from alignqa.papers.parsing.latex.vocabulary import KNOWN_NAMES, context, defined_names
from alignqa.papers.parsing.latex.walker import TreeWalker
from alignqa.papers.parsing.latex.words.raised_numbers import notes_in, powers_in
from alignqa.papers.parsing.manuscript.coverage import times
from alignqa.papers.parsing.manuscript.decoding import decode
from alignqa.papers.parsing.manuscript.placeholders import is_placeholder_title, is_template_title
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter

__all__ = ["main_file", "parse"]

_BODY = re.compile(r"\\begin\s*\{document\}")
_LIST_OF_REFERENCES = re.compile(r"\\(?:bibliography\s*\{([^{}]*)\}|printbibliography(?:\s*+\[[^\]]{0,999}\])?)")
_BIB_FILES = re.compile(r"\\(?:bibliography|addbibresource(?:\[[^\]]{0,999}\])?)\s*\{([^{}]*)\}")
_CLASS = re.compile(r"\\document(?:class|style)\s*+(?:\[[^\]]{0,999}\]\s*+)?\{([^{}]*)\}")
_CHAPTER_CLASSES = re.compile(r"book|report|thesis|memoir", re.IGNORECASE)
_DEPTH = re.compile(r"\\setcounter\s*\{secnumdepth\}\s*\{(-?\d)\}")
_CLEVEREF = re.compile(r"\\usepackage\s*\[([^\]]{0,999})\]\s*\{[^{}]*cleveref[^{}]*\}")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
# pylatexenc's time grows with the square of a run of plain text, so long runs are divided by an empty group.
_LONG_RUN = re.compile(r"[^\\{}$%]{5000}")
# Arguments that are not in braces: the ends of a rule in round brackets, the number or length of a TeX primitive.
_UNBRACED_ARGUMENT = re.compile(
    r"\\cmidrule\s*+(?:\[[^\]]{0,99}\]\s*+)?\([^()]{0,99}\)\s*\{[^{}]*\}|"
    r"\\(?:penalty|mkern|vskip|mskip|lower|raise|moveleft|moveright|parindent|parskip|baselineskip|tolerance|emergencystretch|leftskip|rightskip)"
    r"\s*=?\s*-?[\d.]+\s*(?:pt|em|ex|cm|mm|in|mu|sp|bp|pc)?(?:\s*(?:plus|minus)\s*-?[\d.]+\s*[a-z]*)*|"
    r"\\pdfliteral\s*(?:direct|page)?\s*\{[^{}]*\}|\\(?:looseness|setbox|box|copy|un[hv](?:box|copy)|wd|ht|dp)\s*=?\s*-?\d+|\\(?:hbox|vbox|vtop)\s*(?:to|spread)\s*+[^{}]{0,200}(?=\{)"
)
# IEEE's authors stand in cells of a table; what begins a new line of cells separates authors.
_HALIGN = re.compile(r"\\end\s*\{@IEEEauthorhalign\}.{0,999}?\\begin\s*\{@IEEEauthorhalign\}", re.DOTALL)
# A command whose name says that it cites, from a package that is not known.
_OWN_CITATION = re.compile(
    r"\\(?P<name>[A-Za-z]*[cC]ite[spt]?|[cC]ite[A-Za-z]+)(?=\*?\s*+(?:\[[^\]]{0,999}\]\s*+){0,2}\{[^{}\\]+\})"
)
_PRINT_MODE = re.compile(r"\\pdfliteral\s*(?:direct|page)?\s*\{[^{}]*?\b(?P<mode>\d)\s+Tr\b[^{}]*\}")
# The short biography of an author, as Elsevier's classes write it.
_BIOGRAPHY = re.compile(r"\\bio(?![A-Za-z])\s*(?:\[[^\[\]]*\]\s*)?(?:\{[^{}]*\})?")
_NAMED_COMMANDS = 5
_MAX_LIST_BYTES = 8_000_000


def parse(data: bytes, path: Path) -> Manuscript:
    r"""The manuscript of the LaTeX source whose main file is `data`, read from `path`.

    The text is as printed in the PDF: macros expanded, references and citations printed, sections numbered.
    Other files (`\input`, `.bbl`, `.bib`) are read only from the folder of `path`; a missing or broken one becomes a notice.
    Raises UnreadablePaper if no text is left.
    """
    source = gather(data, path)
    _insert_reference_list(source, path)
    text, brace_notices = balance(with_braced_accents(source.text), environments=False)
    text, macro_notices = expand(text, known_names=KNOWN_NAMES, defined_names=defined_names())
    text = _OWN_CITATION.sub(_as_citation, _HALIGN.sub(r"\\and ", text))
    text, nesting_notices = balance(text)
    preamble, body = _preamble_and_body(text)
    entries = [] if r"\bibitem" in text else _bib_entries(source, text, path)
    chapters = bool((found := _CLASS.search(preamble)) and _CHAPTER_CLASSES.search(found[1])) or r"\chapter" in body
    depth = _DEPTH.search(preamble)
    walker = TreeWalker(
        counters=Counters(chapters=chapters, depth=int(depth[1]) if depth else None),
        citations=citations_in(text, entries),
        verbatim=source.verbatim,
        chapters=chapters,
    )
    walker.words.powers, walker.words.notes = powers_in(text), notes_in(text)
    try:
        with walker.blocks.captured():
            walker.visit(_nodes(preamble))
        walker.unknown.clear()  # nothing of the preamble is printed
        walker.environments.unknown.clear()
        walker.visit(_nodes(body))
    except PARSER_FAILURES as error:
        raise UnreadablePaper(f"{path.name} cannot be parsed as LaTeX.", hint="Give the PDF instead") from error
    writer = ManuscriptWriter()
    notices = (*source.notices, *brace_notices, *macro_notices, *nesting_notices, *_notices(walker))
    for notice in dict.fromkeys(notices):
        writer.notice(notice)
    cleveref = _cleveref_options(preamble)
    walker.blocks.finish(writer, cleveref)
    metadata = _metadata(walker, cleveref)
    title = metadata.title or ""
    if is_placeholder_title(title):
        writer.notice(f"The title “{title}” is that of a template.")
    manuscript = writer.finish(metadata)
    if is_template_title(title):  # the paper prints it, and it says more than the name of the file
        manuscript = replace(manuscript, metadata=replace(manuscript.metadata, title=title))
    if not manuscript.text:
        raise UnreadablePaper(f"{path.name} holds no text.", hint=r"Name the file that has \begin{document}")
    return manuscript


def _insert_reference_list(source: GatheredSource, path: Path) -> None:
    r"""Replaces `\bibliography` with the `.bbl` file that LaTeX would read."""
    if r"\bibitem" in source.text or not (found := _LIST_OF_REFERENCES.search(source.text)):
        return
    beside = path.with_suffix(".bbl")
    candidates = [beside] if beside.is_file() else sorted(path.parent.glob("*.bbl"))
    if len(candidates) != 1:
        return
    bbl = gather(_bytes_of(candidates[0]), candidates[0])
    if r"\bibitem" in bbl.text:
        source.text = source.text[: found.start()] + bbl.text + source.text[found.end() :]
        source.notices.extend(bbl.notices)


def _bib_entries(source: GatheredSource, text: str, path: Path) -> list[ReferenceEntry]:
    """The entries of the `.bib` files that the source names and that are in its folder."""
    entries: list[ReferenceEntry] = []
    folder = path.parent.resolve()
    names = [name.strip() for found in _BIB_FILES.findall(text) for name in found.split(",") if name.strip()]
    for name in dict.fromkeys(names):
        target = (folder / f"{name.removesuffix('.bib')}.bib").resolve()
        if target.is_relative_to(folder) and target.is_file():
            read, notices = read_bibtex(decode(_bytes_of(target))[0])
            entries.extend(read)
            source.notices.extend(notices)
        else:
            source.notices.append(f"The reference list {name} is missing; citations are printed as their keys.")
    return entries


def _as_citation(found: re.Match[str]) -> str:
    return found[0] if found["name"] in defined_names() else r"\cite"


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_LIST_BYTES)
    except OSError:
        return b""


def _preamble_and_body(text: str) -> tuple[str, str]:
    found = _BODY.search(text)
    return (text[: found.start()], text[found.end() :]) if found else ("", text)


def _nodes(text: str) -> list[LatexNode]:
    # A print mode of 3 draws nothing.
    text = _PRINT_MODE.sub(lambda found: rf"\transparent{{{0 if found['mode'] == '3' else 1}}}", text)
    if r"\endbio" in text:
        text = _BIOGRAPHY.sub(r"\\begin{biography}", text).replace(r"\endbio", r"\end{biography}")
    text = _UNBRACED_ARGUMENT.sub("{}", with_skips(_BLANK_LINES.sub(r"\n\\par\n", text)))
    text = _LONG_RUN.sub(r"\g<0>{}", text)
    nodes, _, _ = LatexWalker(text, latex_context=context(), tolerant_parsing=True).get_latex_nodes()
    return list(nodes)


def _notices(walker: TreeWalker) -> Iterator[str]:
    """The sentences for the user about commands that are not known, and about text that is struck out or that no reader sees."""
    if count := len(walker.unknown):
        named = ", ".join(list(walker.unknown)[:_NAMED_COMMANDS]) + (", …" if count > _NAMED_COMMANDS else "")
        known = "command is" if count == 1 else "commands are"
        yield f"{count} {known} not known here ({named}); only the text in braces behind was read."
    if count := len(unknown := list(walker.environments.unknown)):
        named = ", ".join(unknown[:_NAMED_COMMANDS]) + (", …" if count > _NAMED_COMMANDS else "")
        known = "environment is" if count == 1 else "environments are"
        yield f"{count} {known} not known here ({named}); the text inside was read."
    if walker.struck:
        yield f"Struck-out text was left out ({times(walker.struck)})."
    if notice := walker.visibility.notice():
        yield notice


def _cleveref_options(preamble: str) -> CleverefOptions:
    options = {option.strip() for found in _CLEVEREF.findall(preamble) for option in found.split(",")}
    return CleverefOptions(abbreviates="noabbrev" not in options, capitalises=bool(options & {"capitalise", "capitalize"}))


def _metadata(walker: TreeWalker, cleveref: CleverefOptions) -> Metadata:
    metadata = walker.title_page.block.metadata()
    return merge(Metadata(title=walker.blocks.resolved(metadata.title or "", cleveref) or None), metadata)
