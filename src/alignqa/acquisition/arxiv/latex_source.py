r"""Renames the files of a LaTeX source: the main file and those that it needs, with every `\input` adapted.

The authors' file names are never given to files.
Files that the main file does not need, such as figures and drafts, are left out, so that they are not taken for papers.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from alignqa.errors import ProviderError

SOURCE_SUFFIXES = frozenset({".tex", ".ltx", ".latex", ".bbl", ".bib", ".txt", ""})
"""The suffixes of main files and of the files that they may need."""

_MAIN = re.compile(r"^[^%\n]*\\document(?:class|style)\b", re.MULTILINE)
_USUAL = frozenset({"main", "paper", "ms", "article", "arxiv"})
_INPUT = re.compile(r"(?P<before>\\(?:input|include|subfile|subfileinclude)\*?\s*\{)(?P<name>[^{}\n]+)(?=\})")
_BARE_INPUT = re.compile(r"(?P<before>\\input\s+)(?P<name>[^\s{}\\%]+)")
_IMPORT = re.compile(r"\\(?:sub)?(?:import|inputfrom|includefrom)\*?\s*\{(?P<folder>[^{}\n]*)\}\s*\{(?P<name>[^{}\n]+)\}")
_LISTS = re.compile(r"(?P<before>\\(?:bibliography|addbibresource(?:\[[^\]\n]*\])?)\s*\{)(?P<names>[^{}]*)(?=\})")


def named_source(members: Mapping[str, bytes], stem: str) -> dict[str, bytes]:
    r"""Returns the files of a source: `stem`.tex, its reference list `stem`.bbl, and `stem`-1.part and so on, which it inputs.

    ProviderError if no member is a main file.
    """
    return _Renaming(members, stem).files()


class _Renaming:
    def __init__(self, members: Mapping[str, bytes], stem: str) -> None:
        self._members = members
        self._stem = stem
        self._main = _main_file(members)
        self._names = {self._main: f"{stem}.tex"}
        self._waiting = [self._main]

    def files(self) -> dict[str, bytes]:
        """Returns the contents of the files by their new names."""
        renamed: dict[str, bytes] = {}
        if listed := self._reference_list():
            self._take(listed, f"{self._stem}.bbl")
        while self._waiting:
            member = self._waiting.pop(0)
            content = self._members[member]
            renamed[self._names[member]] = content if member.endswith(".bib") else self._adapted(content, member)
        return renamed

    def _reference_list(self) -> str | None:
        beside = f"{posixpath.splitext(self._main)[0]}.bbl"
        lists = [name for name in self._members if name.endswith(".bbl")]
        return beside if beside in self._members else lists[0] if len(lists) == 1 else None

    def _adapted(self, content: bytes, member: str) -> bytes:
        """Returns the content with the new names of the files that it inputs."""
        text = content.decode("latin-1")  # each byte is one character, and can be restored: the parser finds the encoding

        def one(found: re.Match[str]) -> str:
            return found["before"] + (self._new_name(found["name"], member) or found["name"])

        def imported(found: re.Match[str]) -> str:
            name = self._new_name(posixpath.join(found["folder"].strip(), found["name"].strip()), member)
            return f"\\input{{{name}}}" if name else found[0]

        def lists(found: re.Match[str]) -> str:
            names = (self._new_list_name(name, member) or name for name in found["names"].split(","))
            return found["before"] + ",".join(names)

        for pattern, replacement in ((_IMPORT, imported), (_INPUT, one), (_BARE_INPUT, one), (_LISTS, lists)):
            text = pattern.sub(replacement, text)
        return text.encode("latin-1")

    def _new_name(self, name: str, member: str) -> str | None:
        found = self._find(name, member, ("", ".tex"))
        return self._take(found, f"{self._stem}-{len(self._names)}.part") if found else None

    def _new_list_name(self, name: str, member: str) -> str | None:
        found = self._find(name, member, (".bib", ""))
        if found is None or not found.endswith(".bib"):
            return None
        return self._take(found, f"{self._stem}-{len(self._names)}.bib").removesuffix(".bib")

    def _find(self, name: str, member: str, suffixes: tuple[str, ...]) -> str | None:
        """Finds the member that LaTeX would read, from the main file's folder first, then from that of the inputting file."""
        plain = name.strip().strip('"')
        for folder in dict.fromkeys((posixpath.dirname(self._main), posixpath.dirname(member))):
            for suffix in suffixes:
                if (target := posixpath.normpath(posixpath.join(folder, plain + suffix))) in self._members:
                    return target
        return None

    def _take(self, member: str, name: str) -> str:
        """Returns the new name of a member, which becomes `name` if it has none yet."""
        if member not in self._names:
            self._names[member] = name
            self._waiting.append(member)
        return self._names[member]


def _main_file(members: Mapping[str, bytes]) -> str:
    r"""Finds the member with a document class; among several, \begin{document}, the name and the size decide, in this order."""
    found: list[tuple[bool, bool, int, str]] = []
    for name, content in members.items():
        text = content.decode("latin-1")
        if name.endswith((".bib", ".bbl")) or not _MAIN.search(text):
            continue
        usual = posixpath.splitext(posixpath.basename(name))[0].lower() in _USUAL
        found.append((r"\begin{document}" in text, usual, len(text), name))
    if not found:
        raise ProviderError("The source has no file with a \\documentclass.")
    return max(found)[-1]
