"""Struck-out words: no sentence stands as whole without them unless others took their place, in any format."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.parsing.formats import parse_bytes
from alignqa.papers.parsing.manuscript.omissions import LEFT_OUT, PUT_IN, left_out, with_omissions

LATEX = r"\documentclass{article}\begin{document}%s\end{document}"
PAGE = "<html><body><article><p>%s</p></article></body></html>"


def text_of(written: str, name: str) -> str:
    if name.endswith("tex"):
        for mark, command in (("~~", r"\sout{"), ("++", r"\added{")):
            written = "".join(part if at % 2 == 0 else f"{command}{part}}}" for at, part in enumerate(written.split(mark)))
        written = LATEX % written
    else:
        tags = [("++", "ins")] if name.endswith("md") else [("~~", "s"), ("++", "ins")]
        for mark, tag in tags:
            written = "".join(part if at % 2 == 0 else f"<{tag}>{part}</{tag}>" for at, part in enumerate(written.split(mark)))
        written = PAGE % written if name.endswith("html") else written
    return parse_bytes(written.encode(), Path(name)).text


@pytest.mark.parametrize("name", ["kiln.tex", "kiln.html", "kiln.md"])
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("It is ~~struck~~ and ~~out~~.", "It is […] and […]."),
        ("~~The lamp~~ burns, and ~~we saw~~ it.", "[…] burns, and […] it."),
        ("It is ~~hot~~++cold++ and ++soft++ ~~hard~~.", "It is cold and soft."),
        ("Ash falls. ~~It is dear.~~ Clay bends.", "Ash falls. Clay bends."),
        ("Oak (~~and elm~~) burns, ~~as ash~~, at dusk.", "Oak burns, at dusk."),
        ("Two pot~~s~~ of cla~~i~~y stand.", "Two pot of clay stand."),
        ("The ~~old~~ Smith ~~kiln~~.", "The […] Smith […]."),
    ],
)
def test_a_sentence_without_its_struck_words_is_not_shown_as_whole(name: str, written: str, shown: str) -> None:
    assert text_of(written, name) == shown


def test_what_stands_for_words() -> None:
    assert left_out(" –,") == ""
    assert with_omissions(f"Oak {LEFT_OUT} burns {LEFT_OUT}{PUT_IN}ash{PUT_IN}.") == "Oak […] burns ash."
    assert with_omissions(f"Oak\n\n{LEFT_OUT}\n\nash") == "Oak\n\n\n\nash"
