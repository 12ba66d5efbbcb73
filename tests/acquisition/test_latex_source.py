r"""A LaTeX source under our names: what `\input` and the reference list name still finds its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.acquisition.arxiv.latex_source import named_source
from alignqa.errors import ProviderError
from alignqa.papers.parsing.formats import discover, parse_file
from places import LITERATURE

REAL = LITERATURE / "papers" / "hubinger2019-rflo"

MAIN = rb"""\documentclass{article}
\input{macros}
\title{On Lanterns}
\begin{document}
\input sections/intro
\include{sections/method.tex}
\import{sections/deep/}{result}
\input{missing}
\bibliography{refs,more}
\end{document}
"""
MEMBERS = {
    "main.tex": MAIN,
    "macros.tex": rb"\newcommand{\lamp}{lantern}",
    "sections/intro.tex": b"\\section{Introduction}\nA \\lamp{} keeps its glow through every night.\n",
    "sections/method.tex": b"\\section{Method}\nWe watched it and took notes at every hour.\n\\input{sections/deep/detail}\n",
    "sections/deep/detail.tex": b"The notes were long and the hours were dark.\n",
    "sections/deep/result.tex": b"\\section{Result}\nNobody has asked it to glow \\cite{ash}.\n",
    "refs.bib": b"@misc{ash, title={On Nights}, author={Ash, Ada}, year={2020}}",
    "more.bib": b"",
    "draft.tex": b"\\documentclass{article}\n\\begin{document}Not this.\\end{document}",
    "unused.tex": b"A leftover.",
}


def test_all_that_the_main_file_needs_is_there_under_our_names_and_nothing_else() -> None:
    files = named_source(MEMBERS, "arxiv-1")
    parts = {f"arxiv-1-{number}.part" for number in (1, 2, 3, 4, 7)}
    assert set(files) == {"arxiv-1.tex", "arxiv-1-5.bib", "arxiv-1-6.bib"} | parts
    assert rb"\bibliography{arxiv-1-5,arxiv-1-6}" in files["arxiv-1.tex"]
    assert rb"\input{missing}" in files["arxiv-1.tex"]


def test_the_parser_reads_it_as_one_paper(tmp_path: Path) -> None:
    for name, content in named_source(MEMBERS, "arxiv-1").items():
        (tmp_path / name).write_bytes(content)
    assert discover([tmp_path]).files == (tmp_path / "arxiv-1.tex",)
    read = parse_file(tmp_path / "arxiv-1.tex")
    body = [line for line in read.text.splitlines() if line]
    for sentence in (
        "A lantern keeps its glow through every night.",
        "The notes were long and the hours were dark.",
        "We watched it and took notes at every hour.",
    ):
        assert any(sentence in line for line in body), sentence
    assert [section.title for section in read.sections][:3] == ["Introduction", "Method", "Result"]
    assert "On Nights" in read.text
    assert "leftover" not in read.text
    assert [notice for notice in read.notices if "missing" not in notice] == []


def test_a_reference_list_that_latex_made_stands_beside_the_main_file() -> None:
    members = {
        "ms.tex": rb"\documentclass{article}\begin{document}x\bibliography{r}\end{document}",
        "ms.bbl": b"list",
        "b.bbl": b"no",
    }
    assert set(named_source(members, "p")) == {"p.tex", "p.bbl"}
    del members["ms.bbl"]
    assert named_source(members, "p")["p.bbl"] == b"no"


def test_a_source_of_one_file_is_its_main_file() -> None:
    assert named_source({"": MAIN.replace(b"\\input{macros}", b"")}, "p")["p.tex"].startswith(b"\\documentclass")


def test_among_several_main_files_the_usual_name_and_then_the_size_decide() -> None:
    short, long = (b"\\documentclass{article}\n\\begin{document}" + b"x" * n + b"\\end{document}" for n in (10, 90))
    assert named_source({"supplement.tex": long, "main.tex": short}, "p")["p.tex"] == short
    assert named_source({"a.tex": long, "b.tex": short}, "p")["p.tex"] == long


def test_files_that_input_each_other_are_taken_once() -> None:
    members = {"main.tex": b"\\documentclass{article}\\input{main}\\input{a}", "a.tex": b"\\input{a}\\input{main.tex}"}
    files = named_source(members, "p")
    assert files == {
        "p.tex": b"\\documentclass{article}\\input{p.tex}\\input{p-1.part}",
        "p-1.part": b"\\input{p-1.part}\\input{p.tex}",
    }


def test_bytes_of_any_encoding_come_through() -> None:
    content = b"\\documentclass{article}\\begin{document}\xe9\xff\x00\xc3\xa9\\end{document}"
    assert named_source({"main.tex": content}, "p")["p.tex"] == content


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..", "~/x", "a\0b", ""])
def test_names_outside_of_the_archive_find_nothing(name: str) -> None:
    content = b"\\documentclass{article}\\input{%s}" % name.encode()
    assert set(named_source({"main.tex": content}, "p")) == {"p.tex"}


@pytest.mark.parametrize("members", [{}, {"a.tex": b"no class"}, {"a.tex": b"% \\documentclass{article}"}, {"a.bib": MAIN}])
def test_a_source_without_a_main_file_is_refused(members: dict[str, bytes]) -> None:
    with pytest.raises(ProviderError, match="no file with a"):
        named_source(members, "p")


@pytest.mark.literature
@pytest.mark.skipif(not REAL.is_dir(), reason=f"the paper is missing: {REAL}")
def test_a_real_source_reads_the_same_under_our_names(tmp_path: Path) -> None:
    members = {path.name: path.read_bytes() for path in REAL.iterdir() if path.suffix in {".tex", ".bbl", ".bib"}}
    for name, content in named_source(members, "arxiv-1906-01820").items():
        (tmp_path / name).write_bytes(content)
    original, renamed = parse_file(REAL / "mesa_optimization.tex"), parse_file(tmp_path / "arxiv-1906-01820.tex")
    assert renamed.text == original.text
    assert len(renamed.text) > 100_000
    assert renamed.sections == original.sections
