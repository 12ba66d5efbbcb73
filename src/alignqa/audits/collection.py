"""Collects what is to be audited: files, the drafts of folders, and the files that a LaTeX draft is put together from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from alignqa.audits.drafts.collecting import drafts_in, inputs_of
from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.marks import keyed_mentions
from alignqa.audits.works.references import ReferenceList, references_beside
from alignqa.errors import UsageError


@dataclass(frozen=True, slots=True)
class CollectedDraft:
    """A draft with its path and its reference lists; those of a file that another one inputs are the other one's."""

    path: Path
    draft: Draft
    references: ReferenceList


def collect(
    named: Sequence[Path], read: Callable[[Path], Draft], *, pass_over: Callable[[str], None] = lambda _: None
) -> list[CollectedDraft]:
    """Reads the drafts at some paths, each once; what a LaTeX draft inputs follows it.

    UsageError from `read` for a file that is named; one in a folder is passed over, and `pass_over` gets the reason.
    A folder without drafts is a UsageError.
    """
    drafts: dict[Path, Draft] = {}
    for path in named:
        if path.is_dir():
            found = drafts_in(path)
            if not found:
                raise UsageError(f"{path} has no drafts.", hint="Name a folder with Markdown, LaTeX, text, .docx or .odt files")
            for file in found:
                try:
                    drafts.setdefault(file, read(file))
                except UsageError as error:
                    pass_over(error.message)
        else:
            drafts.setdefault(path, read(path))
    projects = {path: _project(path, draft, read) for path, draft in drafts.items()}
    files = {path: {part.resolve() for part, _ in parts} for path, parts in projects.items() if parts}
    collected: list[CollectedDraft] = []
    for path, draft in drafts.items():
        if path in named or not _is_part(path, files):
            parts = [part for part in projects[path] if part[0] not in named]
            listed = references_beside(path, draft.text)
            keys = frozenset(key for _, part in parts for key in _keys_of(part))
            collected.append(CollectedDraft(path, draft, replace(listed, cited=keys)))
            theirs = replace(listed, missing=(), notices=(), cited=listed.keys)
            collected += [CollectedDraft(part, text, theirs) for part, text in parts]
    return collected


def _is_part(path: Path, files: Mapping[Path, set[Path]]) -> bool:
    """Checks whether another draft inputs a file; `files` are in order, and of two that input each other, the first is whole."""
    place = path.resolve()
    wholes = [main for main, parts in files.items() if main != path and place in parts]
    before = list(files).index(path) if path in files else len(files)
    return any(main.resolve() not in files.get(path, ()) or list(files).index(main) < before for main in wholes)


def _project(main: Path, draft: Draft, read: Callable[[Path], Draft]) -> list[tuple[Path, Draft]]:
    """Returns the files that a LaTeX draft inputs at any depth, each once, in the order in which they are read."""
    found: dict[Path, tuple[Path, Draft]] = {}
    waiting = list(inputs_of(main, draft, main))[::-1]
    while waiting:
        path = waiting.pop()
        if path.resolve() not in found and path.resolve() != main.resolve() and path.stat().st_size:
            found[path.resolve()] = (path, read(path))
            waiting += list(inputs_of(path, found[path.resolve()][1], main))[::-1]
    return list(found.values())


def _keys_of(draft: Draft) -> set[str]:
    views = [view for view in (draft, draft.notes) if view is not None]
    return {mention.key for view in views for block in view.blocks for mention in keyed_mentions(view, block.span)}
