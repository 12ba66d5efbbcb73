"""LaTeX sources: a main `.tex` file, what it inputs, and the reference list beside it."""

from __future__ import annotations

import re
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers.bibliography import ReferenceEntry, merge, read_bibtex
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.parsing.latex.citations import citations_in
from alignqa.papers.parsing.latex.counters import Counters, Naming
from alignqa.papers.parsing.latex.nodes import LatexNode, LatexWalker
from alignqa.papers.parsing.latex.source.inputs import GatheredSource, gather, main_file
from alignqa.papers.parsing.latex.source.macros import expand
from alignqa.papers.parsing.latex.source.nesting import nest
from alignqa.papers.parsing.latex.text import PARSER_FAILURES
from alignqa.papers.parsing.latex.vocabulary import KNOWN, context
from alignqa.papers.parsing.latex.walker import Scribe
from alignqa.papers.parsing.manuscript.decoding import decode
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter

__all__ = ["main_file", "parse"]

_BODY = re.compile(r"\\begin\s*\{document\}")
_LIST_OF_REFERENCES = re.compile(r"\\(?:bibliography\s*\{([^{}]*)\}|printbibliography(?:\s*\[[^\]]*\])?)")
_BIB_FILES = re.compile(r"\\(?:bibliography|addbibresource(?:\[[^\]]*\])?)\s*\{([^{}]*)\}")
_CLASS = re.compile(r"\\document(?:class|style)\s*(?:\[[^\]]*\])?\s*\{([^{}]*)\}")
_CHAPTERS = re.compile(r"book|report|thesis|memoir", re.IGNORECASE)
_DEPTH = re.compile(r"\\setcounter\s*\{secnumdepth\}\s*\{(-?\d)\}")
_CLEVEREF = re.compile(r"\\usepackage\s*\[([^\]]*)\]\s*\{[^{}]*cleveref[^{}]*\}")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
# pylatexenc's time grows with the square of a run of plain text, so long runs are divided by an empty group.
_LONG_RUN = re.compile(r"[^\\{}$%]{5000}")
# Arguments that are not in braces: a rule's ends in round brackets, a primitive's number or length.
_AMOUNT = re.compile(
    r"\\cmidrule\s*(?:\[[^\]]*\])?\s*\([^()]*\)\s*\{[^{}]*\}|"
    r"\\(?:penalty|kern|mkern|hskip|vskip|mskip|parindent|parskip|baselineskip|tolerance|emergencystretch|leftskip|rightskip)"
    r"\s*=?\s*-?[\d.]+\s*(?:pt|em|ex|cm|mm|in|mu|sp|bp|pc)?(?:\s*(?:plus|minus)\s*-?[\d.]+\s*[a-z]*)*"
)
_LARGEST_LIST = 8_000_000


def parse(data: bytes, path: Path) -> Manuscript:
    r"""The manuscript of the LaTeX source whose main file is `data`, read from `path`.

    Text is as the PDF's reader sees it: macros expanded, references and citations printed, sections numbered.
    Other files (`\input`, `.bbl`, `.bib`) are read from the folder of `path` only; what is missing or broken is a notice.
    Raises UnreadablePaper where no text is left.
    """
    source = gather(data, path)
    _insert_reference_list(source, path)
    text, braces = nest(source.text, environments=False)
    text, endless = expand(text, known=KNOWN)
    text, nesting = nest(text)
    preamble, body = _divided(text)
    entries = [] if r"\bibitem" in text else _entries(source, text, path)
    chapters = bool((found := _CLASS.search(preamble)) and _CHAPTERS.search(found[1])) or r"\chapter" in body
    depth = _DEPTH.search(preamble)
    scribe = Scribe(
        counters=Counters(chapters=chapters, depth=int(depth[1]) if depth else None),
        citations=citations_in(text, entries),
        verbatim=source.verbatim,
        chapters=chapters,
    )
    try:
        with scribe.pen.captured():
            scribe.visit(_nodes(preamble))
        scribe.visit(_nodes(body))
    except PARSER_FAILURES as broken:
        raise UnreadablePaper(f"{path.name} is not LaTeX that can be followed.", hint="Give the PDF instead.") from broken
    writer = ManuscriptWriter()
    for notice in dict.fromkeys((*source.notices, *braces, *endless, *nesting)):
        writer.notice(notice)
    naming = _naming(preamble)
    scribe.pen.finish(writer, naming)
    manuscript = writer.finish(_metadata(scribe, naming))
    if not manuscript.text:
        raise UnreadablePaper(f"{path.name} holds no text.", hint=r"Name the file that has \begin{document}.")
    return manuscript


def _insert_reference_list(source: GatheredSource, path: Path) -> None:
    r"""Puts the `.bbl` file that LaTeX would read in the place of `\bibliography`."""
    if r"\bibitem" in source.text or not (found := _LIST_OF_REFERENCES.search(source.text)):
        return
    beside = path.with_suffix(".bbl")
    candidates = [beside] if beside.is_file() else sorted(path.parent.glob("*.bbl"))
    if len(candidates) != 1:
        return
    listed = gather(_bytes_of(candidates[0]), candidates[0])
    if r"\bibitem" in listed.text:
        source.text = source.text[: found.start()] + listed.text + source.text[found.end() :]
        source.notices.extend(listed.notices)


def _entries(source: GatheredSource, text: str, path: Path) -> list[ReferenceEntry]:
    """The entries of the `.bib` files that the source names and that lie in its folder."""
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


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_LIST)
    except OSError:
        return b""


def _divided(text: str) -> tuple[str, str]:
    found = _BODY.search(text)
    return (text[: found.start()], text[found.end() :]) if found else ("", text)


def _nodes(text: str) -> list[LatexNode]:
    text = _LONG_RUN.sub(r"\g<0>{}", _AMOUNT.sub("", _BLANK_LINES.sub(r"\n\\par\n", text)))
    nodes, _, _ = LatexWalker(text, latex_context=context(), tolerant_parsing=True).get_latex_nodes()
    return list(nodes)


def _naming(preamble: str) -> Naming:
    options = {option.strip() for found in _CLEVEREF.findall(preamble) for option in found.split(",")}
    return Naming(abbreviates="noabbrev" not in options, capitalises=bool(options & {"capitalise", "capitalize"}))


def _metadata(scribe: Scribe, naming: Naming) -> Metadata:
    known = scribe.front.metadata()
    return merge(Metadata(title=scribe.pen.resolved(known.title or "", naming) or None), known)
