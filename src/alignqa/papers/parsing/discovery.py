"""Finds the papers among the given paths, each once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from alignqa.errors import UnreadablePaper
from alignqa.papers.parsing.files import is_inside, read_bytes
from alignqa.papers.parsing.signatures import SUFFIXES, Format, signature

_PREFERENCE = (Format.PDF, Format.HTML, Format.LATEX, Format.EPUB, Format.MARKDOWN, Format.PLAIN_TEXT)
_SUFFIX_LIST = ", ".join(sorted(SUFFIXES))
# Files that stand beside papers and are never papers, even if the user names them.
_LISTS = (".bib", ".bbl", ".ris")
_NOT_PAPERS = {
    **dict.fromkeys(_LISTS, "a reference list"),
    **dict.fromkeys((".sty", ".cls", ".bst", ".clo", ".def"), "a LaTeX style"),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".eps", ".tif", ".tiff", ".bmp"), "an image"),
}
_WANTED = {*SUFFIXES, *_LISTS}
_SIGNATURE_BYTES = 4_096
# A source above this size is generated figure data, which inputs nothing.
_TEX_BYTES = 4_000_000
_COMMENT = re.compile(rb"(?<!\\)%[^\n]*")
_INPUT = re.compile(
    rb"\\(?:input|include|subfile|subfileinclude|includestandalone)\b\s{0,99}+(?:\[[^\]\n]{0,999}\]\s{0,99}+)?"
    rb"(?:\{([^{}\n]{1,999})\}|([^\s\\{}\[\]]{1,999}))"
)
_IMPORT = re.compile(rb"\\(?:sub)?(?:import|inputfrom|includefrom)\*?\s{0,99}\{([^{}\n]{0,999})\}\s{0,99}\{([^{}\n]{1,999})\}")
# The two classes whose documents are also parts of another one.
_OWN_CLASS = re.compile(rb"\\document(?:class|style)\s{0,99}(?:\[[^\]]{0,999}\])?\s{0,99}\{(?!\s{0,99}(?:subfiles|standalone)\b)")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A path that cannot be ingested; `message` names it and says why, `hint` says what to do."""

    path: Path
    message: str
    hint: str


class Rendering(NamedTuple):
    """Two files with one stem in one folder: the most informative one, and another, which is its rendering if the texts agree."""

    kept: Path
    other: Path


@dataclass(frozen=True, slots=True)
class Discovery:
    """The papers below some paths: `files`, sorted and distinct; the refused paths; and `renderings`, files with their stems.

    The renderings of a file come in the order in which they are preferred.
    """

    files: tuple[Path, ...] = ()
    refused: tuple[Refusal, ...] = ()
    renderings: tuple[Rendering, ...] = ()


def discover(paths: Sequence[Path]) -> Discovery:
    """Finds the papers among `paths`; folders are walked to any depth.

    Of files with the same stem in one folder, which may be renderings of one paper, the most informative is kept (PDF first: it
    has pages), and the others are told apart, since only their texts show whether they are.
    Parts of a LaTeX source that another file inputs are not papers, nor are hidden files and what a browser saved beside a page.
    A named path that cannot be ingested is refused; inside a folder, files that are not papers are skipped without a message.
    Links inside a folder that lead out of all named folders are refused, and so are pipes, devices and names that are not UTF-8.
    """
    found: list[Path] = []
    refused: list[Refusal] = []
    folders = [path for path in paths if path.is_dir()]
    for path in paths:
        if refusal := _foreign_name(path):
            refused.append(refusal)
        elif path.is_dir():
            before = len(refused)
            inside = list(_walk(path, folders, refused))
            if not inside and len(refused) == before:
                refused.append(Refusal(path, f"{path} holds no papers.", f"Name files with these suffixes: {_SUFFIX_LIST}"))
            found.extend(inside)
        elif refusal := _refusal(path):
            refused.append(refusal)
        else:
            found.append(path)
    files, renderings = _one_per_paper(_without_parts(_distinct(found)))
    return Discovery(tuple(files), tuple(refused), tuple(renderings))


def _foreign_name(path: Path) -> Refusal | None:
    """Returns the refusal of a path that is not text, or that leads to one, since the catalogue keeps paths as UTF-8."""
    try:
        f"{path}{path.resolve()}".encode()
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode(errors="backslashreplace")
        return Refusal(Path(shown), f"{shown} has a name that is not valid UTF-8.", "Rename it")
    except (OSError, RuntimeError, ValueError):  # it is refused for what it is
        return None
    return None


def _refusal(path: Path) -> Refusal | None:
    """Returns the reason why a named path that is not a folder cannot be ingested, or None."""
    suffix = path.suffix.lower()
    if not path.exists():
        return Refusal(path, f"{path} does not exist.", "Check the path")
    if not path.is_file():
        return Refusal(path, f"{path} is not a regular file.", "Copy its content into a file and name that")
    if suffix in _NOT_PAPERS:
        return Refusal(path, f"{path} is {_NOT_PAPERS[suffix]}, not a paper.", "Name the paper itself")
    if suffix in SUFFIXES or _has_signature(path):
        return None
    return Refusal(path, f"{path} has an unknown suffix.", f"Name files with these suffixes: {_SUFFIX_LIST}")


def _has_signature(path: Path) -> bool:
    """Checks whether a file without a known suffix (such as one named by its arXiv id) begins like a known format."""
    try:
        with path.open("rb") as file:
            return signature(file.read(_SIGNATURE_BYTES)) is not None
    except OSError:
        return False


def _walk(top: Path, folders: Sequence[Path], refused: list[Refusal]) -> Iterator[Path]:
    """Yields the files below `top` that have a paper's suffix; each real folder is entered once, so circular links end."""
    visited: set[Path] = set()
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            real = folder.resolve()
            if real in visited:
                continue
            visited.add(real)
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except (OSError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or "its links run in a circle"
            refused.append(Refusal(folder, f"{folder} cannot be read: {reason}.", "Check its permissions"))
            continue
        pages = {Path(entry.name).stem for entry in entries if SUFFIXES.get(Path(entry.name).suffix.lower()) is Format.HTML}
        for entry in entries:
            path, is_folder = folder / entry.name, _is_directory(entry)
            if entry.name.startswith(".") or not (is_folder or path.suffix.lower() in _WANTED):
                continue
            if not is_folder and not path.exists():
                continue  # a link to nothing
            if is_folder and entry.name.endswith("_files") and entry.name.removesuffix("_files") in pages:
                continue
            if refusal := _refusal_inside(entry, path, folders):
                refused.append(refusal)
            elif is_folder:
                waiting.append(path)
            elif path.suffix.lower() in SUFFIXES:
                yield path


def _refusal_inside(entry: os.DirEntry[str], path: Path, folders: Sequence[Path]) -> Refusal | None:
    """Returns the reason why a folder, a paper or a reference list inside a named folder is not entered or read, or None."""
    if refusal := _foreign_name(path):
        return refusal
    if entry.is_symlink() and not any(is_inside(path, folder) for folder in folders):
        return Refusal(path, f"{path} is a link that leads out of the folder.", "Copy the file into the folder, or name it")
    if not (path.is_file() or path.is_dir()):
        return Refusal(path, f"{path} is not a regular file.", "Copy its content into a file and name that")
    return None


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _distinct(paths: Iterable[Path]) -> list[Path]:
    """Sorts the paths and keeps each real file once, under the first of its names."""
    chosen: dict[Path, Path] = {}
    for path in sorted(paths):
        chosen.setdefault(path.resolve(), path)
    return list(chosen.values())


def _one_per_paper(paths: Iterable[Path]) -> tuple[list[Path], list[Rendering]]:
    papers: dict[tuple[Path, str], list[Path]] = {}
    for path in paths:
        papers.setdefault((path.parent.resolve(), path.stem if path.suffix.lower() in SUFFIXES else path.name), []).append(path)
    kept: list[Path] = []
    renderings: list[Rendering] = []
    for files in papers.values():
        best, *others = sorted(files, key=_rank)
        kept.append(best)
        renderings.extend(Rendering(best, other) for other in others)
    return sorted(kept), sorted(renderings, key=lambda one: (one.kept, _rank(one.other)))


def _rank(path: Path) -> tuple[int, Path]:
    form = SUFFIXES.get(path.suffix.lower())
    return (_PREFERENCE.index(form) if form else 0), path


def _without_parts(paths: list[Path]) -> list[Path]:
    """Returns the paths without the LaTeX files that another one inputs and that have no document class of their own."""
    sources = {path.resolve(): path for path in paths if SUFFIXES.get(path.suffix.lower()) is Format.LATEX}
    if len(sources) < 2:
        return paths
    folders = {real.parent for real in sources}
    parts: set[Path] = set()
    whole: set[Path] = set()
    for real in sources:
        content = _tex(real)
        if _OWN_CLASS.search(content):
            whole.add(real)
        # LaTeX resolves a name from the folder it was started in, which may lie above the file that inputs.
        bases = [real.parent, *(parent for parent in real.parents if parent in folders)]
        for name in _inputs(content):
            targets = {Path(os.path.normpath(base / name)) for base in bases}
            parts |= {target for target in targets if target != real and target in sources}
    dropped = {sources[part] for part in parts - whole}
    return [path for path in paths if path not in dropped]


def _tex(path: Path) -> bytes:
    """Returns a source without its comments; nothing of a file that cannot be read, or is too large to be written by hand."""
    try:
        return _COMMENT.sub(b"", read_bytes(path, max_bytes=_TEX_BYTES))
    except UnreadablePaper:
        return b""


def _inputs(content: bytes) -> set[str]:
    """Returns the names of the files that a source inputs, with their suffix."""
    names = [braced or bare for braced, bare in _INPUT.findall(content)]
    names += [folder.strip().rstrip(b"/") + b"/" + name.strip() for folder, name in _IMPORT.findall(content)]
    texts = {name.decode("utf-8", errors="replace").strip().strip('"').replace("\0", "").lstrip("/") for name in names}
    return {text if SUFFIXES.get(Path(text).suffix.lower()) is Format.LATEX else f"{text}.tex" for text in texts}
