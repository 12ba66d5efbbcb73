"""The child process that reads a PDF: bytes on standard input, one JSON object on standard output.

It runs as `python -I -m alignqa.papers.parsing.pdf.child.child_main`,
so that a file on which the native library crashes, hangs or runs out of memory costs only this process.
Limits come as arguments: address space, processor seconds, pages, characters;
the last is the line that ends it with its parent, or None.
Where pdfium cannot read the file, pypdf takes over, with text but no positions.
"""

from __future__ import annotations

import io
import sys

from alignqa.papers.parsing.confined.allowance import restrict
from alignqa.papers.parsing.confined.lifeline import end_with
from alignqa.papers.parsing.pdf.child.printout import (
    BROKEN,
    LOCKED,
    TOO_LONG,
    CharacterRun,
    ChildFailure,
    ChildLimits,
    Printout,
    Sheet,
    encode,
)

# pypdf gives no positions, so its text is laid out as on a typewriter: line height, type size and width, in points.
_LINE, _SIZE, _ADVANCE = 12.0, 10.0, 5.0


def main(arguments: list[str]) -> int:
    """Reads standard input within the limits and reports on standard output."""
    memory, cpu_s, pages, characters = (int(argument) for argument in arguments[:4])
    if arguments[4].isdigit():
        end_with(int(arguments[4]))
    restrict(memory, cpu_s)
    limits = ChildLimits(memory=memory, cpu_s=cpu_s, pages=pages, characters=characters)
    sys.stdout.buffer.write(encode(read(sys.stdin.buffer.read(), limits)))
    sys.stdout.buffer.flush()
    return 0


def read(data: bytes, limits: ChildLimits) -> Printout | ChildFailure:
    """Reads `data` with pdfium, or with pypdf where pdfium cannot."""
    from alignqa.papers.parsing.pdf.child import glyphs

    outcome = glyphs.read(data, limits)
    if isinstance(outcome, ChildFailure) and outcome.reason == BROKEN:
        fallback = read_with_pypdf(data, limits)
        return outcome if isinstance(fallback, ChildFailure) and fallback.reason == BROKEN else fallback
    return outcome


def read_with_pypdf(data: bytes, limits: ChildLimits) -> Printout | ChildFailure:
    """The text that pypdf finds in `data`, laid out line by line; a failure if it finds none."""
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return ChildFailure(LOCKED)
        if len(reader.pages) > limits.pages:
            return ChildFailure(TOO_LONG, f"{len(reader.pages)} pages")
        texts = [page.extract_text() for page in reader.pages]
        title = str((reader.metadata and reader.metadata.title) or "")
    except Exception as error:  # noqa: BLE001 - pypdf raises many types on a damaged file, and all mean the same here
        return ChildFailure(BROKEN, type(error).__name__)
    if sum(map(len, texts)) > limits.characters:
        return ChildFailure(TOO_LONG, f"{sum(map(len, texts))} characters")
    if not any(text.strip() for text in texts):
        return ChildFailure(BROKEN)
    return Printout(tuple(map(_typewritten, texts)), fonts=("",), title=title, via="pypdf")


def _typewritten(text: str) -> Sheet:
    """A page of plain lines, laid out as on a typewriter."""
    lines = text.splitlines()
    height = _LINE * (len(lines) + 2)
    runs = [
        CharacterRun(line.strip(), 0.0, _ADVANCE * len(line.strip()), height - _LINE * (row + 1), _SIZE, 0)
        for row, line in enumerate(lines)
        if line.strip()
    ]
    return Sheet(max((run.x1 for run in runs), default=1.0), height, "", tuple(runs))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
