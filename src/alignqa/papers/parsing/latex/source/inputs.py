r"""Gathers a LaTeX source into one text: removes comments, sets verbatim text aside, and inserts the files of `\input`.

Only files inside the folder of the main file are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers.parsing.latex.source.tokens import is_conditional
from alignqa.papers.parsing.manuscript.decoding import decode

VERBATIM_MACRO = "alignqaverbatim"
"""The macro that represents verbatim text: `\\alignqaverbatim{code}{3}` is the fourth item of `GatheredSource.verbatim`."""

# More than any paper has: the longest theses have some hundred files and a million characters, which take about seven seconds.
_MAX_FILES = 500
_MAX_DEPTH = 20
_MAX_CHARACTERS = 1_500_000

_VERBATIM_ENVIRONMENTS = r"(?:[vV]erbatim|lstlisting|minted|alltt|listing\*?code|BVerbatim|LVerbatim)\*?"
# Commands that define an environment for code under a name of its own; minted appends "code" to its language.
_OWN_CODE = re.compile(
    r"\\(?:DefineVerbatimEnvironment|(?:Declare|New)?TCBListing|lstnewenvironment|newtcblisting|(?P<minted>newminted))\s*"
    r"(?:\[(?P<option>[^\]]{0,300})\])?\s*\{(?P<name>[A-Za-z*]+)\}(?!\s*\{[^{}]*\}\s*\{[^{}]*commandchars)"
)
_OPTIONS = r"(?:\[[^\]\n]{0,300}\])?"
_LONGEST_CODE = 1_000  # characters of code within a line
# Comments and texts that are not read as LaTeX, of an environment its beginning;
# "%s" is replaced by the names of further environments for code.
_SCAN = rf"""
      (?P<escaped> \\[\\%%] )
    | \\begin\s*+\{{ (?P<code>{_VERBATIM_ENVIRONMENTS}%s) \}}
    | \\begin\s*+\{{ (?P<dropped>comment|filecontents\*?) \}} (?!\s*+\}})
    | \\(?:[vV]erb\*?|lstinline{_OPTIONS}|mintinline{_OPTIONS}\{{[^{{}}\n]{{0,99}}\}})
      (?P<mark>[^\w\s*{{\[]) (?P<verb>[^\n]{{0,{_LONGEST_CODE}}}?) (?P=mark)
    | \\(?:lstinline{_OPTIONS}|mintinline{_OPTIONS}\{{[^{{}}\n]{{0,99}}\}})
      \{{ (?P<braced> (?: [^{{}}\n] | \{{ (?: [^{{}}\n] | \{{[^{{}}\n]*+\}} )*+ \}} )*+ ) \}}
    | (?P<address> \\(?:url|nolinkurl|path|href) \s* \{{ [^{{}}\n]* \}} )
    | (?P<comment> %%[^\n]* (?:\n[ \t]*)? )
    """
_FALSE = re.compile(r"\\iffalse(?![A-Za-z@])")
_BRANCH = re.compile(r"\\(?P<name>if[A-Za-z@]*|else|or|fi)(?![A-Za-z@])(?P<braced>\s*+\{)?")
_SWITCH = re.compile(r"\\newif\\(if[A-Za-z@]*)")
_BLANKS = re.compile(r"(?:[ \t]*+\n?[ \t]*+(?!\s*\n))?")
_CODE_OPTIONS = re.compile(r"\s*+(?:\[[^\]]*\])?\s*?(?:\{[^{}\n]*\})?[ \t]*\n?")
_INPUT = re.compile(
    r"\\(?P<verb>input|include|subfile|subfileinclude|loadglsentries|(?:sub)?(?:import|inputfrom|includefrom))\*?"
    r"(?![A-Za-z@])\s*"
    r"(?:\{(?P<first>[^{}]*)\}(?:\s*\{(?P<second>[^{}]*)\})?|(?P<bare>[^\s{}\\]+))"
)
_TWO_PART = frozenset({"import", "subimport", "inputfrom", "subinputfrom", "includefrom", "subincludefrom"})
_END_OF_FILE = re.compile(r"\\endinput(?![A-Za-z@])|\\end\s*\{document\}")
_DOCUMENT_BODY = re.compile(r"\\begin\s*\{document\}(.*)", re.DOTALL)
_DOCUMENT_CLASS = re.compile(r"^[^%\n]*\\document(?:class|style)\b", re.MULTILINE)
_RESERVED_CHARACTERS = re.compile("[\ue000-\uf8ff\0]")


@dataclass(slots=True)
class GatheredSource:
    """A LaTeX source as one text, with the verbatim texts it refers to and notices for the user."""

    text: str = ""
    verbatim: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def main_file(folder: Path) -> Path:
    r"""The main `.tex` file of `folder`: the one with a `\documentclass`.

    Of several, the best has a `\begin{document}`, a usual name and the largest size, in this order.
    Raises UnreadablePaper if no file has a `\documentclass`.
    """
    found: list[tuple[bool, bool, int, str, Path]] = []
    for path in sorted(folder.glob("*.tex")) or sorted(folder.glob("*/*.tex")):
        text, _ = decode(path.read_bytes()) if path.is_file() else ("", None)
        if _DOCUMENT_CLASS.search(text):
            has_usual_name = path.stem.lower() in {"main", "paper", "ms", "article", folder.name.lower()}
            found.append((r"\begin{document}" in text, has_usual_name, len(text), path.name, path))
    if not found:
        raise UnreadablePaper(
            f"No LaTeX file in {folder} has a \\documentclass.", hint="Name the main .tex file itself, or give the PDF"
        )
    return max(found)[-1]


def gather(data: bytes, path: Path) -> GatheredSource:
    r"""The source whose main file is `data`, read from `path`, with the files of every `\input` inserted.

    A file that is missing, is outside the folder, includes itself or exceeds the limits is left out, with a notice.
    """
    return _Gatherer(path).gather(data)


@lru_cache
def _ending(environment: str) -> re.Pattern[str]:
    return re.compile(rf"\\end\s*+\{{{re.escape(environment)}\}}")


@lru_cache
def _scan(own_code: str) -> re.Pattern[str]:
    return re.compile(_SCAN % own_code, re.VERBOSE | re.DOTALL)


def without_false_branches(text: str) -> str:
    r"""The text without what stands between `\iffalse` and its `\else` or `\fi`; without a `\fi` it stays as it is.

    TeX skips such text without looking at its braces, and so it must go before they are balanced.
    """
    if not _FALSE.search(text):
        return text
    pieces: list[str] = []
    position = 0
    for start, end in _cuts(text):
        if start >= position:
            pieces.append(text[position:start])
            position = end
    return "".join((*pieces, text[position:]))


def _cuts(text: str) -> list[tuple[int, int]]:
    r"""The stretches that false branches take up, with the words `\iffalse`, `\else` and `\fi`; those inside others, too."""
    switches = set(_SWITCH.findall(text))
    cuts: list[tuple[int, int]] = []
    open_tests: list[tuple[re.Match[str], list[re.Match[str]]]] = []  # each with its \else
    for found in _BRANCH.finditer(text):
        name = found["name"]
        if name == "fi" and open_tests:
            test, alternatives = open_tests.pop()
            # "{\iffalse}" is all that the definition of an environment begins with.
            if test["name"] == "iffalse" and not text.startswith("}", test.end("name")):
                blanks = _BLANKS.match(text, found.end("name"))
                end = blanks.end() if blanks else found.end("name")
                cuts += [(test.start(), alternatives[0].end()), (found.start(), end)] if alternatives else [(test.start(), end)]
        elif name == "else" and open_tests:
            open_tests[-1][1].append(found)
        elif (
            is_conditional(name) and (not found["braced"] or name in switches) and not text.endswith(r"\newif", 0, found.start())
        ):
            open_tests.append((found, []))
    return sorted(cuts)


class _Gatherer:
    def __init__(self, path: Path) -> None:
        self._folder = path.parent.resolve()
        self._main = path.resolve()
        self._source = GatheredSource()
        self._files = 0
        self._characters = 0
        self._code_names: set[str] = set()

    def gather(self, data: bytes) -> GatheredSource:
        self._source.text = self._flatten(data, self._main, (self._main,))
        return self._source

    def _flatten(self, data: bytes, path: Path, open_files: tuple[Path, ...]) -> str:
        text, notice = decode(data)
        if notice:
            self._add_notice(f"{path.name}: {notice}")
        remaining = _MAX_CHARACTERS - self._characters
        if len(text) > remaining:
            self._add_notice(
                f"{path.name}: only the first {remaining} characters were read; a source may have at most {_MAX_CHARACTERS}."
            )
            text = text[:remaining]
        self._characters += len(text)
        text = self._scanned(_RESERVED_CHARACTERS.sub("", text), _scan(self._own_code(text)))
        text = without_false_branches(text)
        if len(open_files) > 1 and (body := _DOCUMENT_BODY.search(text)):  # a subfile has its own preamble
            text = body[1]
        if ending := _END_OF_FILE.search(text):
            text = text[: ending.start()]
        return _INPUT.sub(lambda found: self._input(found, path, open_files), text)

    def _own_code(self, text: str) -> str:
        """The names of the environments for code that the source has defined so far, as an alternative of a pattern."""
        for found in _OWN_CODE.finditer(text):
            name = found["option"] or f"{found['name']}code" if found["minted"] else found["name"]
            self._code_names.add(re.escape(name))
        return "".join(f"|{name}" for name in sorted(self._code_names))

    def _scanned(self, text: str, pattern: re.Pattern[str]) -> str:
        """The text without comments and code; an environment that does not end stays as it is."""
        pieces: list[str] = []
        position, unended = 0, set[str]()
        while found := pattern.search(text, position):
            pieces.append(text[position : found.start()])
            position = found.end()
            name = found["code"] or found["dropped"]
            ending = None if not name or name in unended else _ending(name).search(text, position)
            if name and not ending:
                unended.add(name)
                pieces.append(found[0])
            elif ending:
                code = text[position : ending.start()]
                position = ending.end()
                options = _CODE_OPTIONS.match(code)
                if found["code"]:
                    pieces.append(f"\n\n{self._store_verbatim(code[options.end() if options else 0 :], 'code')}\n\n")
            else:
                pieces.append(self._replacement(found))
        return "".join((*pieces, text[position:]))

    def _replacement(self, found: re.Match[str]) -> str:
        if found["escaped"] or found["address"]:
            return found[0].replace("%", "\\%") if found["address"] else found[0]
        words = found["verb"] if found["verb"] is not None else found["braced"]
        return "" if words is None else self._store_verbatim(words, "words")

    def _store_verbatim(self, text: str, form: str) -> str:
        self._source.verbatim.append(text)
        return f"\\{VERBATIM_MACRO}{{{form}}}{{{len(self._source.verbatim) - 1}}}"

    def _input(self, found: re.Match[str], path: Path, open_files: tuple[Path, ...]) -> str:
        name = (found["bare"] or found["first"] or "").strip().strip('"')
        rest = ""
        if found["verb"] in _TWO_PART:
            name = f"{name}/{(found['second'] or '').strip()}"
        elif found["second"] is not None:
            rest = f"{{{found['second']}}}"
        target = self._find(name, path)
        if target is None:
            return rest
        if target in open_files:
            self._add_notice(f"{target.name} includes itself; it was read once.")
            return rest
        if len(open_files) > _MAX_DEPTH or self._files >= _MAX_FILES:
            self._add_notice(f"{target.name} was not read: the source has too many files.")
            return rest
        self._files += 1
        try:
            with target.open("rb") as file:
                data = file.read(4 * _MAX_CHARACTERS)  # at most four bytes per character
        except OSError:
            self._add_notice(f"{target.name} cannot be read; the rest of the paper was read.")
            return rest
        return self._flatten(data, target, (*open_files, target)) + rest

    def _find(self, name: str, path: Path) -> Path | None:
        if not name or "\0" in name or "#" in name:
            return None
        outside = False
        for base in dict.fromkeys((self._folder, path.parent)):
            for candidate in (base / f"{name}.tex", base / name):
                try:
                    target = candidate.resolve()
                    if not target.is_relative_to(self._folder):
                        outside = True
                    elif target.is_file():
                        return target
                except OSError:
                    continue
        self._add_notice(
            f"{name} is outside the folder of the paper and was not read."
            if outside
            else f"{name} is missing; the rest of the paper was read."
        )
        return None

    def _add_notice(self, sentence: str) -> None:
        if sentence not in self._source.notices:
            self._source.notices.append(sentence)
