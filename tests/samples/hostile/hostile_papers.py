"""Hostile files in every format: small ones that are meant to hang a parser, to fill the memory, or to have other files read.

By hand, for as many as asked: `python tests/samples/hostile/hostile_papers.py --count 600 --seed 7`.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import string
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from memory_watch import MemoryWatch

SECRET = "the lantern keeper hid the oil beneath the seventh stair"  # noqa: S105 - no password
"""What stands in a file outside of the folder; no paper may hold it."""

_RUNS = (
    " ", "\t", "\n", "\n\n", "\u00a0", "\u200b", ".", ",", "-", "_", "*", "**", "~", "`", "=", "#", "|", "| ", "/", "\\", "%",
    "&", "&amp;", "$", "^", "@",
    "!", "?", "'", '"', "(", ")", "[", "]", "{", "}", "<", ">", "[[", "](", "[a](", "![", "1", "1.", "1. ", "1) ", "[1]",
    "(1", "a", "A", "a ", "A. ", "Ab, ",
    "aB", "Aa-", "é", "e\u0301", "\u202e", "\ufeff", "\ue000", "中", "😀", "footnote", "https://", "www.a.", "10.1/", "a@b.",
    "et al. ", "and ", "%%", "==",
    "<!--", "<?", "<![CDATA[", "--- \n", "***\n", "```\n", "~~~", ":::", "> ", "- ", "+ ", "* ", "  - ", "[^1]: ", "[^1]",
    "{.a} ", "@a ", "$$",
)  # fmt: skip
_LATEX = (
    r"\x[", r"\x{", r"\section[", r"\section{", r"\cite[", r"\cite{", r"\citep[a][", r"\iffalse ", r"\ifx ", r"\else ",
    r"\fi ", r"\begin{verbatim}", r"\begin{comment}",
    r"\begin{lstlisting}[", r"\begin{itemize}", r"\item[", r"\end{a}", r"\verb|", r"\lstinline{", r"\input{", r"\input ",
    r"\footnote{", r"\href{", r"\url{",
    r"\label{", r"\ref{", r"\begin{tabular}{", r"\multicolumn{", "& ", r"\\[", r"\hline", "$", "$$", r"\[", r"\(", r"\frac{",
    "^{", "_{", r"\left(", r"\newcommand{\a}[",
    r"\def\a#1", r"\newif\ifa", r"\bibitem[", r"\citeauthoryear{", r"\SI{", r"\ac{", r"\author{", r"\and ", r"\thanks{",
    r"\begin{document}", r"\end{document}",
    r"\verb" + "\u00df", r"\makeatletter", r"\expandafter", r"\csname ", r"\textbf{", r"{\bf ", r"\hbox to", r"\usepackage[",
    r"\documentclass[", r"\bibliography{", r"\import{",
)  # fmt: skip
_HTML = (
    "<p>", "<p ", "<div>", "<span>", "</div>", "<table><tr><td>", "<ul><li>", "<a href='", '<a href="', "<sup>1</sup>",
    "<math><mi>", "<script>", "<style>", "<!DOCTYPE ",
    "<!DOCTYPE [", "<!--", "&#", "&#x41;", "&nbsp;", "<h1>", "<blockquote>", "<pre>", "<br>", "<svg><path d='",
    "<meta name=author content=", "<section>", "<details>", "<b><i>",
    "<img src=x alt='", "<template>", "<select><option>", "<p style='", "<p class='a ", "<p hidden>", "<figure><figcaption>",
    "<dl><dt>", "<noscript>", "<iframe>", "a=1 ",
)  # fmt: skip
_SENTENCES = "Lamps burn oil at night. A keeper trims each wick by hand. Nobody counts the moths. "


def hostile_files(folder: Path, *, count: int, seed: int, size: int = 300_000) -> Iterator[Path]:
    """Writes `count` hostile files of about `size` bytes into a folder and yields their paths."""
    chance = random.Random(seed)  # noqa: S311 - it must repeat itself
    makers = list(_MAKERS.items())
    for number in range(count):
        suffix, make = makers[number % len(makers)]
        path = folder / f"{number:04}{suffix}"
        data = make(chance, size)
        path.write_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
        yield path


def _flood(chance: random.Random, size: int, marks: tuple[str, ...]) -> str:
    """A mark over and over, or two in turn, or many at random, perhaps between words."""
    kind = chance.randrange(5)
    one, other = chance.choice(marks), chance.choice(marks)
    unit = (one, one + other, one + "a", f"{one} b ", "")[kind]
    if unit:
        return unit * (size // len(unit.encode("utf-8", "surrogatepass")))
    return "".join(chance.choice(marks) for _ in range(size // 3))[:size]


def _markdown(chance: random.Random, size: int) -> str:
    flood = _flood(chance, size, _RUNS + _HTML if chance.random() < 0.3 else _RUNS)
    return chance.choice(
        (
            f"# Lamps\n\n{_SENTENCES}\n\n{flood}\n\n{_SENTENCES}",
            f"---\ntitle: Lamps\nauthor: A{flood}B\n---\n{_SENTENCES}",
            f"---\ntitle: {flood}\n{_SENTENCES}",
            f"# {flood}\n\n{_SENTENCES}",
            f"# Lamps\n\nBy A{flood}B\n\n{_SENTENCES}",
            flood,
            f"{_SENTENCES}{flood}",
        )
    )


def _plain(chance: random.Random, size: int) -> str:
    flood = _flood(chance, size, _RUNS)
    return chance.choice(
        (flood, f"A{flood}B\n\n{_SENTENCES}", f"LAMPS\n\n{_SENTENCES}\n\n{flood}\n{_SENTENCES}", f"1.{flood}x\n\n{_SENTENCES}")
    )


def _latex(chance: random.Random, size: int) -> str:
    flood = _flood(chance, size, _LATEX + _RUNS if chance.random() < 0.3 else _LATEX)
    bomb = "".join(
        rf"\def\{a}{{\{b}\{b}\{b}\{b}}}" for a, b in zip(string.ascii_lowercase, string.ascii_lowercase[1:], strict=False)
    )
    outside = "".join(
        rf"\input{{{name}}}" for name in ("../secret", "/etc/passwd", "../../secret.txt", "|ls", "/dev/zero", "pipe")
    )
    body = chance.choice((flood, flood, flood, f"{bomb}\\a", outside, r"\def\a{\a\a}\a", f"{flood}{outside}"))
    head = chance.choice((r"\documentclass{article}", r"\documentclass{article}\title{" + flood[: size // 3] + "}", ""))
    return f"{head}\\begin{{document}}{_SENTENCES}{body}\n\n{_SENTENCES}\\end{{document}}"


def _html(chance: random.Random, size: int) -> str:
    flood = _flood(chance, size, _HTML + _RUNS if chance.random() < 0.3 else _HTML)
    attributes = " ".join(f"a{number}=1" for number in range(size // 8))
    head = chance.choice(("", f"<title>{flood[: size // 2]}</title>", f"<meta name='author' content='{flood[: size // 2]}'>"))
    body = chance.choice((flood, flood, f"<p {attributes}>", f"<p>{_SENTENCES}</p>{flood}<p>{_SENTENCES}</p>"))
    entities = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return f"{chance.choice(('', entities))}<html><head>{head}</head><body><p>{_SENTENCES}</p>{body}&b;&x;</body></html>"


def _epub(chance: random.Random, size: int) -> bytes:
    flood = _flood(chance, size // 3, _HTML) if chance.random() < 0.6 else ""
    chapter = f"<html><body><h1>One</h1><p>{_SENTENCES * 9}</p>{flood}</body></html>"
    repeats = size // 3 if chance.random() < 0.5 else 3
    spine = '<itemref idref="c"/>' * repeats + "".join(f'<itemref idref="n{number}"/>' for number in range(repeats))
    items = "".join(
        f'<item id="n{number}" href="../../secret.txt#{number}" media-type="text/html"/>' for number in range(min(repeats, 3_000))
    )
    nested = "<navPoint>" * chance.choice(
        (0, 5_000)
    ) + "<navPoint><navLabel><text>One</text></navLabel><content src='c.xhtml'/></navPoint>" * chance.choice((1, 9_000))
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/container.xml", '<container><rootfiles><rootfile full-path="o/a.opf"/></rootfiles></container>'
        )
        archive.writestr(
            "o/a.opf",
            f"<package><metadata><title>{_flood(chance, 3_000, ('a', ' ', '&amp;'))}</title></metadata><manifest>"
            f'<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>'
            f'<item id="t" href="t.ncx" media-type="application/x-dtbncx+xml"/>'
            f"{items}</manifest><spine>{spine}</spine></package>",
        )
        archive.writestr("o/c.xhtml", chapter)
        archive.writestr("o/t.ncx", f"<ncx><navMap>{nested}</navMap></ncx>")
        if chance.random() < 0.3:
            archive.writestr("o/zeros.xhtml", b"\0" * 60_000_000)
    data = book.getvalue()
    return data if chance.random() < 0.8 else data[: chance.randrange(len(data))]


def _pdf(chance: random.Random, size: int) -> bytes:
    """A PDF of one page or many with a hostile content stream, page tree or compression."""
    kind = chance.randrange(6)
    stream = {
        0: b"BT /F 9 Tf 50 700 Td (Lamps burn oil at night.) Tj ET\n" * (size // 60),
        1: b"q " * (size // 2),
        2: b"".join(
            b"BT /F %d Tf %d %d Td (a) Tj ET\n" % (chance.randrange(1, 90), chance.randrange(600), chance.randrange(800))
            for _ in range(size // 35)
        ),
        3: b"BT /F 9 Tf 50 700 Td (" + b" " * size + b"x) Tj ET",
        4: b"0 0 m 9 9 l S\n" * (size // 14),
        5: b"BT /F 9 Tf 50 700 Td [" + b"(a) -9 " * (size // 7) + b"] TJ ET",
    }[kind]
    if chance.random() < 0.3:
        stream = b" " * 40_000_000 + stream
    packed = zlib.compress(stream)
    pages = chance.choice((1, 1, 40, 3_000))
    kids = "3 0 R " * pages if chance.random() < 0.9 else "2 0 R " * pages
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]>>".encode(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    data = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (table, len(data))
    if chance.random() < 0.3:
        broken = bytearray(data)
        for _ in range(20):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        data = bytes(broken)
    return data


def _noise(chance: random.Random, size: int) -> bytes:
    return chance.choice(
        (b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\\documentclass{a}", b"# a\n", b"\xff\xfe", b"")
    ) + chance.randbytes(size // 4)


_MAKERS: dict[str, Callable[[random.Random, int], str | bytes]] = {
    ".md": _markdown, ".txt": _plain, ".tex": _latex, ".html": _html, ".epub": _epub, ".pdf": _pdf, ".markdown": _markdown,
    ".xhtml": _html, ".ltx": _latex,
    ".text": _noise,
}  # fmt: skip


def odd_surroundings(folder: Path, outside: Path) -> None:
    """Puts pipes, links that lead out and names that are not UTF-8 into a folder, and a secret into one beside it."""
    outside.mkdir()
    (outside / "secret.txt").write_text(f"# Secrets\n\nIt is said that {SECRET}. Nobody else knows of it.\n", encoding="utf-8")
    (outside / "secret.tex").write_text(f"It is said that {SECRET}.", encoding="utf-8")
    for name in ("refs.bib", "pipe", "pipe.tex", "pipe.md", "README.md"):
        os.mkfifo(folder / name)
    for name in ("link.txt", "link.md", "link.bib", "link.tex"):
        (folder / name).symlink_to(outside / "secret.txt")
    (folder / "linked").symlink_to(outside, target_is_directory=True)
    (folder / "zero.md").symlink_to("/dev/zero")
    (folder / "zero.bib").symlink_to("/dev/zero")
    (folder / os.fsdecode(b"caf\xe9.md")).write_bytes(b"# A name\n\nIt is not UTF-8.\n")
    with (folder / "sparse.txt").open("wb") as file:
        file.truncate(2**40)


def main() -> int:
    """Ingests hostile files and reports how long the longest one held the others, and how much memory was needed."""
    from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
    from alignqa.index.library import Library

    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--count", type=int, default=600)
    options.add_argument("--seed", type=int, default=int(time.time()))
    options.add_argument("--size", type=int, default=300_000)
    options.add_argument("--keep", type=Path, help="a new folder for the files, which is kept")
    given = options.parse_args()
    print(f"seed {given.seed}")  # noqa: T201 - its report
    with tempfile.TemporaryDirectory() as place:
        papers = given.keep or Path(place, "papers")
        papers.mkdir()
        for _ in hostile_files(papers, count=given.count, seed=given.seed, size=given.size):
            pass
        odd_surroundings(papers, Path(place, "outside"))
        vectors = MemoryIndex()
        library = Library(Path(place, "index"), embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)
        times: list[tuple[float, str]] = []
        last = time.monotonic()

        def watch(done: int, total: int, report: object) -> None:
            nonlocal last
            now = time.monotonic()
            times.append((now - last, f"{report.path.name}: {report.outcome.value} {report.message}"))  # type: ignore[attr-defined]
            last = now

        with MemoryWatch() as memory:
            outcomes = [report.outcome.value for report in library.ingest([papers], progress=watch).files]
        told = any(SECRET in library.paper(record.paper_id).text for record in library.papers())
    times.sort(reverse=True)
    for seconds, line in times[:8]:
        print(f"{seconds:6.1f} s  {line}")  # noqa: T201 - its report
    print({outcome: outcomes.count(outcome) for outcome in set(outcomes)})  # noqa: T201 - its report
    sizes = f"largest process {memory.largest / 2**20:.0f} MiB, all together {memory.together / 2**20:.0f} MiB"
    print(f"{sizes}; secret read: {told}")  # noqa: T201 - its report
    return int(told or times[0][0] > 60)


if __name__ == "__main__":
    sys.exit(main())
