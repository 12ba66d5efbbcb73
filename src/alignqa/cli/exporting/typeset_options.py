"""The options `--tex` and `--pandoc`, and the files they write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.cli import options
from alignqa.cli.failures import say
from alignqa.errors import UsageError

if TYPE_CHECKING:
    from alignqa.papers.document import Metadata
    from alignqa.render.typeset.pieces import Piece

_ENDINGS = {"tex": (".tex",), "pandoc": (".md", ".markdown", ".qmd")}


def _free(parameter: typer.CallbackParam, path: Path | None) -> Path | None:
    """Refuses, before any work, an ending of another format, and a file that is not ours to replace."""
    if path is None:
        return None
    name = parameter.name or ""
    if path.suffix.lower() not in _ENDINGS[name]:
        endings = " or ".join(_ENDINGS[name])
        raise UsageError(
            f"--{name} writes a file that ends in {endings}.", hint=f"For example: --{name} answer{_ENDINGS[name][0]}"
        )
    for file in (path, _works_beside(path)):
        _require_own(file, f"Name another file after --{name}, or move that one away")
    return path


TexOption = Annotated[
    Path | None,
    typer.Option(
        "--tex",
        metavar="FILE",
        help="Also write LaTeX with \\citep, and the cited works as BibTeX beside it.",
        show_default=False,
        callback=_free,
    ),
]
PandocOption = Annotated[
    Path | None,
    typer.Option(
        "--pandoc",
        metavar="FILE",
        help="Also write Markdown with [@key, p. 4] for pandoc or Quarto, and the cited works beside it.",
        show_default=False,
        callback=_free,
    ),
]


def save_typeset(pieces: Iterable[Piece], facts: Mapping[str, Metadata], *, tex: Path | None, pandoc: Path | None) -> None:
    """Writes the files that the options name, each with the list of its works, and says where they are."""
    from alignqa.render.typeset.manuscript_files import latex_file, pandoc_file, works_file

    shown = list(pieces)
    works = works_file(shown, facts)
    wanted = [(path, writer) for path, writer in ((tex, latex_file), (pandoc, pandoc_file)) if path is not None]
    given = {path.resolve() for path, _ in wanted}
    for path, writer in wanted:
        beside = _works_beside(path)
        _keep_works_of_others(beside, works, given)
        options.save(beside, works)
        options.save(path, writer(shown, list_name=beside.name))
        say(f"Written: {path}, works in {beside}")


def _works_beside(path: Path) -> Path:
    return path.with_suffix(".bib")


def _require_own(file: Path, hint: str) -> None:
    from alignqa.render.typeset.manuscript_files import is_own_file

    text = ""
    # What cannot be read need not be a fault: that a file cannot be written is said when it is.
    with suppress(OSError):
        text = file.read_bytes().decode("utf-8", "replace")
    if text and not is_own_file(text):
        raise UsageError(f"{file} exists and was not written by alignqa, or was changed since.", hint=hint)


def _keep_works_of_others(beside: Path, works: str, given: set[Path]) -> None:
    """Refuses to replace the list of works that another file of the same name needs, unless that is written anew, too."""
    endings = [ending for of_form in _ENDINGS.values() for ending in of_form]
    others = [other for ending in endings if (other := beside.with_suffix(ending)).is_file() and other.resolve() not in given]
    if others and beside.is_file() and beside.read_bytes() != works.encode():
        raise UsageError(
            f"{beside} lists the works of {others[0]}, which would lose some of them.",
            hint="Name another file, or give --tex and --pandoc together",
        )
