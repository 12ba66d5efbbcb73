"""Which files are papers, which format each has, and how every failure to read one is told."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from alignqa.errors import UnreadablePaper
from alignqa.papers.parsing.formats import Format, discover, parse_file, sniff


def _write(folder: Path, *names: str, text: str = "Some text.\n") -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return paths


def _zip(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def _names(top: Path, paths: tuple[Path, ...]) -> list[str]:
    return [path.relative_to(top).as_posix() for path in paths]


class TestDiscover:
    def test_a_folder_is_walked_to_its_depths_in_sorted_order(self, tmp_path: Path) -> None:
        _write(tmp_path, "b.md", "a/deep/er/c.pdf", "a.txt", "a/z.html", "y.epub", "B.MD")
        found = discover([tmp_path])
        assert _names(tmp_path, found.files) == ["B.MD", "a/deep/er/c.pdf", "a/z.html", "a.txt", "b.md", "y.epub"]
        assert found.refused == ()

    def test_what_is_no_paper_is_passed_over_in_silence(self, tmp_path: Path) -> None:
        _write(tmp_path, "paper.md", ".hidden.md", ".git/x.md", "refs.bib", "x.bbl", "y.sty", "fig.png", "data.csv", "Makefile")
        found = discover([tmp_path])
        assert _names(tmp_path, found.files) == ["paper.md"]
        assert found.refused == ()

    def test_a_file_named_twice_or_through_links_is_one_paper(self, tmp_path: Path) -> None:
        (paper,) = _write(tmp_path, "a.md")
        (tmp_path / "b.md").symlink_to(paper)
        assert discover([paper, tmp_path, paper]).files == (paper,)

    def test_links_that_run_in_a_circle_end(self, tmp_path: Path) -> None:
        _write(tmp_path, "x/y/a.md")
        (tmp_path / "x/y/up").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "self").symlink_to(tmp_path / "self")
        assert _names(tmp_path, discover([tmp_path]).files) == ["x/y/a.md"]

    def test_renderings_of_one_stem_are_one_paper(self, tmp_path: Path) -> None:
        _write(tmp_path, "x.md", "x.tex", "x.html", "x.pdf", "y.md", "y.epub", "z.txt", "z.md", "sub/x.md")
        found = discover([tmp_path])
        assert _names(tmp_path, found.files) == ["sub/x.md", "x.pdf", "y.epub", "z.md"]
        assert [(kept.name, other.name) for kept, other in found.renderings] == [
            ("x.pdf", "x.html"),
            ("x.pdf", "x.tex"),
            ("x.pdf", "x.md"),
            ("y.epub", "y.md"),
            ("z.md", "z.txt"),
        ]

    def test_versions_of_an_arxiv_paper_have_different_stems(self, tmp_path: Path) -> None:
        _write(tmp_path, "1906.01820v2.pdf", "1906.01820v3.pdf")
        assert _names(tmp_path, discover([tmp_path]).files) == ["1906.01820v2.pdf", "1906.01820v3.pdf"]

    def test_parts_of_a_latex_source_are_not_papers(self, tmp_path: Path) -> None:
        _write(
            tmp_path,
            "main.tex",
            text="\\documentclass{article}\n\\input{intro}\n\\include{parts/method}\n\\input results.tex\n% \\input{alone}\n",
        )
        _write(tmp_path, "intro.tex", "results.tex", "alone.tex", "parts/proof.tex")
        _write(tmp_path, "parts/method.tex", text="Text. \\input{parts/proof}\n")
        found = discover([tmp_path])
        assert _names(tmp_path, found.files) == ["alone.tex", "main.tex"]
        assert found.renderings == ()

    def test_a_source_with_its_own_class_stays_a_paper_unless_it_is_a_subfile(self, tmp_path: Path) -> None:
        _write(tmp_path, "main.tex", text="\\documentclass{book}\\input{other}\\subfile{chapter}\\import{sub/}{part}")
        _write(tmp_path, "other.tex", text="\\documentclass[a4paper]{article}")
        _write(tmp_path, "chapter.tex", text="\\documentclass[main]{subfiles}")
        _write(tmp_path, "sub/part.tex")
        assert _names(tmp_path, discover([tmp_path]).files) == ["main.tex", "other.tex"]

    def test_what_a_browser_saved_beside_a_page_is_not_a_paper(self, tmp_path: Path) -> None:
        _write(tmp_path, "Page.html", "Page_files/frame.html", "notes_files/n.md")
        assert _names(tmp_path, discover([tmp_path]).files) == ["Page.html", "notes_files/n.md"]

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("missing.pdf", "does not exist."),
            ("refs.bib", "is a reference list, not a paper."),
            ("figure.PNG", "is an image, not a paper."),
            ("table.csv", "has an unknown suffix."),
        ],
    )
    def test_a_named_path_that_is_no_paper_is_refused(self, tmp_path: Path, name: str, message: str) -> None:
        _write(tmp_path, "refs.bib", "figure.PNG", "table.csv")
        found = discover([tmp_path / name])
        assert found.files == ()
        assert [(r.path, r.message, bool(r.hint)) for r in found.refused] == [
            (tmp_path / name, f"{tmp_path / name} {message}", True)
        ]

    def test_a_named_file_without_a_known_suffix_may_prove_itself(self, tmp_path: Path) -> None:
        path = tmp_path / "1906.01820"
        path.write_bytes(b"%PDF-1.5\n%\xd0\xd4\n")
        assert discover([path]).files == (path,)
        assert discover([tmp_path]).files == ()

    def test_a_named_folder_without_papers_and_a_pipe_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        os.mkfifo(tmp_path / "pipe.md")
        found = discover([tmp_path / "empty", tmp_path / "pipe.md"])
        assert [r.message.removeprefix(f"{tmp_path}/") for r in found.refused] == [
            "empty holds no papers.",
            "pipe.md is not a regular file.",
        ]

    def test_links_that_lead_out_are_named_and_others_are_followed(self, tmp_path: Path) -> None:
        folder, outside = tmp_path / "papers", tmp_path / "outside"
        _write(folder, "a.md", "sub/b.md")
        _write(outside, "secret.txt", "deep/c.md", "refs.bib")
        for name, target in (
            ("out.txt", "secret.txt"),
            ("refs.bib", "refs.bib"),
            ("fig.png", "secret.txt"),
            (".out.md", "secret.txt"),
        ):
            (folder / name).symlink_to(outside / target)
        (folder / "linked").symlink_to(outside / "deep", target_is_directory=True)
        (folder / "to_b.md").symlink_to(folder / "sub/b.md")
        (folder / "gone.md").symlink_to(outside / "nowhere.md")
        (folder / "zero.md").symlink_to("/dev/zero")
        found = discover([folder])
        assert _names(folder, found.files) == ["a.md", "sub/b.md"]
        assert {r.path.name: r.message.removeprefix(f"{r.path} ") for r in found.refused} == dict.fromkeys(
            ("out.txt", "refs.bib", "linked", "zero.md"), "is a link that leads out of the folder."
        )
        assert all(refusal.hint for refusal in found.refused)
        # The user may name what a link leads to, or the link.
        both = discover([folder, outside])
        assert {path.resolve() for path in both.files} == {
            *(path.resolve() for path in found.files),
            outside / "secret.txt",
            outside / "deep/c.md",
        }
        assert [refusal.path.name for refusal in both.refused] == ["zero.md"]
        assert discover([folder / "out.txt"]).files == (folder / "out.txt",)

    def test_pipes_and_names_that_are_not_text_cost_one_line_each(self, tmp_path: Path) -> None:
        _write(tmp_path, "a.md")
        for name in ("pipe.md", "refs.bib", "other"):
            os.mkfifo(tmp_path / name)
        for name in (b"caf\xe9.md", b"caf\xe9.bin"):
            (tmp_path / os.fsdecode(name)).write_bytes(b"Words.")
        (tmp_path / os.fsdecode(b"d\xe9")).mkdir()
        found = discover([tmp_path])
        assert found.files == (tmp_path / "a.md",)
        assert sorted(r.message.removeprefix(f"{tmp_path}/") for r in found.refused) == [
            "caf\\xe9.md has a name that is not valid UTF-8.",
            "d\\xe9 has a name that is not valid UTF-8.",
            "pipe.md is not a regular file.",
            "refs.bib is not a regular file.",
        ]
        for refusal in found.refused:
            f"{refusal.path}{refusal.message}".encode()

    def test_sources_that_never_close_their_options_are_searched_quickly(self, tmp_path: Path) -> None:
        _write(tmp_path, "a.tex", "b.tex", text="\\input[" * 100_000)
        _write(tmp_path, "c.tex", text="\\input" + " " * 300_000)
        assert len(discover([tmp_path]).files) == 3


class TestSniff:
    @pytest.mark.parametrize(
        ("data", "name", "expected"),
        [
            (b"%PDF-1.7\nrest", "paper.md", Format.PDF),
            (b"\n\njunk\n%PDF-1.4\n...\nstartxref\n9\n%%EOF", "paper.pdf", Format.PDF),
            (b"A PDF begins with %PDF-1.7, as everybody knows.", "note.txt", Format.PLAIN_TEXT),
            (b"  <!-- saved -->\n<!DOCTYPE html><html></html>", "paper.pdf", Format.HTML),
            (b"<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'>", "chapter.txt", Format.HTML),
            (b"<p>No doctype</p>", "x.htm", Format.HTML),
            (b"<div class='meta'>3 min</div>\n\n# Title\n", "x.md", Format.MARKDOWN),
            (b"% main file\n\\RequirePackage{x}\n\n\\documentclass{article}", "x.txt", Format.LATEX),
            (b"Write \\documentclass{article} first:\n\\documentclass{article}", "x.md", Format.MARKDOWN),
            (b"\\section{One}", "part.TEX", Format.LATEX),
            ("Größe".encode("utf-16"), "x.txt", Format.PLAIN_TEXT),
            (b"just text", "paper.pdf", Format.PLAIN_TEXT),
            (b"just text", "README", Format.PLAIN_TEXT),
            (b"\xef\xbb\xbf# Title", "x.markdown", Format.MARKDOWN),
            (_zip(mimetype="application/epub+zip"), "book.zip", Format.EPUB),
            (_zip(a="1", META_INF__container_xml="<x/>").replace(b"META_INF", b"META-INF"), "book.pdf", Format.EPUB),
        ],
    )
    def test_content_decides_before_the_suffix(self, data: bytes, name: str, expected: Format) -> None:
        assert sniff(data, Path(name)) is expected

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (bytes(range(256)) * 20, "holds binary data of no known format"),
            (b"\x89PNG\r\n\x1a\n...", "is an image, not a paper"),
            (b"\x1f\x8b\x08\x00rest", "is a gzip archive, not a paper"),
            (_zip(word__document_xml="<w/>"), "is a ZIP archive and not an EPUB book"),
        ],
    )
    def test_binary_junk_is_refused_whatever_its_name(self, data: bytes, message: str) -> None:
        for name in ("x.pdf", "x.md", "x.txt"):
            with pytest.raises(UnreadablePaper, match=rf"^{name} {message}\.$") as caught:
                sniff(data, Path(name))
            assert caught.value.hint


class TestParseFile:
    def test_a_text_is_read(self, tmp_path: Path) -> None:
        (path,) = _write(tmp_path, "note.txt", text="A note.\n\nIts only paragraph holds one sentence.\n")
        assert "Its only paragraph holds one sentence." in parse_file(path).text

    @pytest.mark.parametrize(
        ("content", "message"),
        [(b"", "is empty"), (b" \n\t\n", "is empty"), (b"x" * 2_000_000, "is too large: 2.0 MB, the limit is 1.0 MB")],
    )
    def test_empty_and_oversized_files_are_named(self, tmp_path: Path, content: bytes, message: str) -> None:
        path = tmp_path / "x.txt"
        path.write_bytes(content)
        with pytest.raises(UnreadablePaper) as caught:
            parse_file(path, max_bytes=1_000_000)
        assert caught.value.message == f"{path} {message}."
        assert caught.value.hint

    def test_missing_files_folders_and_pipes_are_told_apart(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        for name, message in (
            ("gone.md", "cannot be read: No such file"),
            (".", "is a folder"),
            ("pipe", "is not a regular file"),
        ):
            with pytest.raises(UnreadablePaper, match=message):
                parse_file(tmp_path / name)

    def test_a_name_no_system_allows_is_one_error(self) -> None:
        with pytest.raises(UnreadablePaper, match="cannot be read"):
            parse_file(Path("a\0b.md"))

    def test_only_the_parser_of_the_format_is_loaded(self, tmp_path: Path) -> None:
        (path,) = _write(tmp_path, "note.txt")
        script = (
            "import sys; from pathlib import Path\n"
            "from alignqa.papers.parsing.formats import parse_bytes\n"
            "path = Path(sys.argv[1])\n"
            "parse_bytes(path.read_bytes(), path)\n"
            "print([name for name in ('lxml', 'pypdfium2', 'markdown_it', 'pylatexenc') if name in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"
