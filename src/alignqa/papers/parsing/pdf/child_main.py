"""The child process that reads a PDF: bytes on standard input, one JSON object on standard output.

Run as `python -I -m alignqa.papers.parsing.pdf.child_main`,
so that a file that crashes, hangs or exhausts the native library costs one process and no more.
Limits come as arguments: address space, processor seconds, pages, characters.
pypdf takes over, with text but no places, when pdfium cannot read the file.
"""

from __future__ import annotations

import io
import sys

from alignqa.papers.parsing.pdf.printout import (
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

# What pypdf's text is laid out with: a typewriter, since places are unknown.
_LINE, _SIZE, _ADVANCE = 12.0, 10.0, 5.0


def main(arguments: list[str]) -> int:
    """Reads standard input within the limits and reports on standard output."""
    memory, cpu_s, pages, characters = (int(argument) for argument in arguments)
    restrict(memory, cpu_s)
    limits = ChildLimits(memory=memory, cpu_s=cpu_s, pages=pages, characters=characters)
    sys.stdout.buffer.write(encode(read(sys.stdin.buffer.read(), limits)))
    sys.stdout.buffer.flush()
    return 0


def restrict(memory: int, cpu_s: int) -> None:
    """Caps address space and processor time where the platform knows such caps; the parent's clock holds everywhere."""
    try:
        import resource
    except ImportError:
        return
    for kind, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, cpu_s)):
        _, hard = resource.getrlimit(kind)
        ceiling = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        try:
            resource.setrlimit(kind, (ceiling, hard))
        except (ValueError, OSError):  # macOS refuses some caps; the others still hold
            continue


def read(data: bytes, limits: ChildLimits) -> Printout | ChildFailure:
    """What pdfium finds in `data`, or pypdf where pdfium cannot."""
    from alignqa.papers.parsing.pdf import glyphs

    outcome = glyphs.read(data, limits)
    if isinstance(outcome, ChildFailure) and outcome.reason == BROKEN:
        rescued = read_with_pypdf(data, limits)
        return outcome if isinstance(rescued, ChildFailure) and rescued.reason == BROKEN else rescued
    return outcome


def read_with_pypdf(data: bytes, limits: ChildLimits) -> Printout | ChildFailure:
    """The text that pypdf finds in `data`, laid out line by line; a failure when it finds none."""
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
    except Exception as error:  # noqa: BLE001 - whatever pypdf raises on a damaged file means the same here
        return ChildFailure(BROKEN, type(error).__name__)
    if sum(map(len, texts)) > limits.characters:
        return ChildFailure(TOO_LONG, f"{sum(map(len, texts))} characters")
    if not any(text.strip() for text in texts):
        return ChildFailure(BROKEN)
    return Printout(tuple(map(_typed, texts)), fonts=("",), title=title, via="pypdf")


def _typed(text: str) -> Sheet:
    """A page of plain lines, laid out as a typewriter would."""
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
