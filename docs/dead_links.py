"""Finds links in the Markdown of this repository that lead nowhere: `python docs/dead_links.py [FILE ...]`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
_LINK = re.compile(r"\]\((?!<?\w+:)([^)\s#]*)(?:#([^)\s]+))?\)")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def pages() -> list[Path]:
    """All pages of the project, without fetched papers and hidden folders."""
    folders = ("docs", "bench", "corpus", "examples", "tests")
    found = [*ROOT.glob("*.md"), *(page for name in folders for page in (ROOT / name).rglob("*.md"))]
    parts = {page: page.relative_to(ROOT).parts for page in found}
    return sorted(
        page for page in found if parts[page][:2] != ("corpus", "papers") and not any(p.startswith(".") for p in parts[page])
    )


def dead(page: Path) -> Iterator[str]:
    """The link targets on a page that are not a file, or not a heading in that file; web addresses are not checked."""
    for path, heading in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        target = page.parent / path if path else page
        if not target.exists() or (heading and heading not in anchors(target)):
            yield f"{path}#{heading}" if heading else path


def anchors(page: Path) -> set[str]:
    """The names that links use for the headings of a page, formed as GitHub forms them."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-") for heading in _HEADING.findall(text)}


def main(files: Sequence[str]) -> None:
    """Prints the dead links; ends with 1 if there are any."""
    found = [f"{page}: {target}" for page in [Path(file) for file in files] or pages() for target in dead(page)]
    if found:
        sys.exit("\n".join(["These links lead nowhere:", *found]))


if __name__ == "__main__":
    main(sys.argv[1:])
