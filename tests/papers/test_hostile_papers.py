"""Hostile files in every format, some of the many that `make fuzz` reads: none ends an ingest, and nothing outside is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hostile_papers import SECRET, hostile_files, odd_surroundings

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.index.ingestion import IngestOutcome
from alignqa.index.library import Library

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes and limits are those of POSIX")


def library_at(folder: Path) -> Library:
    vectors = MemoryIndex()
    return Library(folder, embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)


def test_hostile_files_cost_a_line_each_and_the_others_are_read(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    hostile = list(hostile_files(papers, count=40, seed=20, size=20_000))
    odd_surroundings(papers, tmp_path / "outside")
    (papers / "lamp.md").write_text("# Lamps\n\nA lamp burns oil in every room of the house.\n", encoding="utf-8")
    library = library_at(tmp_path / "index")
    reports = {report.path.name: report for report in library.ingest([papers]).files}
    assert {path.name for path in hostile} <= set(reports)
    assert reports["lamp.md"].outcome is IngestOutcome.ADDED
    refused = {name for name, report in reports.items() if report.outcome is IngestOutcome.REFUSED}
    assert {
        "pipe.md",
        "refs.bib",
        "README.md",
        "link.txt",
        "link.md",
        "linked",
        "zero.md",
        "caf\\xe9.md",
        "sparse.txt",
    } <= refused
    assert all(report.message and report.hint for report in reports.values() if report.outcome is IngestOutcome.REFUSED)
    assert not any(SECRET in library.paper(record.paper_id).text for record in library.papers())
    assert library.verify() == []


def test_a_pipe_or_a_device_beside_a_named_paper_is_never_opened(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    odd_surroundings(papers, tmp_path / "outside")
    (papers / "main.tex").write_text(
        "\\documentclass{article}\\begin{document}A lamp burns oil in every room. "
        "\\cite{a}\\input{pipe}\\input{link}\\input{../outside/secret}"
        "\\bibliography{refs,link,zero}\\end{document}",
        encoding="utf-8",
    )
    (papers / "main.bbl").symlink_to(tmp_path / "outside/secret.txt")
    library = library_at(tmp_path / "index")
    (report,) = library.ingest([papers / "main.tex"]).files
    assert report.outcome is IngestOutcome.ADDED
    assert library.paper(report.paper_id).text.strip().startswith("A lamp burns oil in every room.")
    assert SECRET not in library.paper(report.paper_id).text


def test_a_list_that_cannot_be_read_costs_a_notice_and_not_the_papers(tmp_path: Path) -> None:
    (tmp_path / "lamp.md").write_text("# Lamps\n\nA lamp burns oil in every room of the house.\n", encoding="utf-8")
    (tmp_path / "other.md").write_text("# Wicks\n\nA wick drinks oil in every room of the house.\n", encoding="utf-8")
    (tmp_path / "bad.bib").write_bytes(b"@misc{a, title={" + b"{" * 200_000)
    (tmp_path / "good.bib").write_text(
        "@misc{b, title={Lamps}, author={Lark, Ada}, year={2017}, file={lamp.md}}", encoding="utf-8"
    )
    library = library_at(tmp_path / "index")
    reports = library.ingest([tmp_path / "lamp.md", tmp_path / "other.md"]).files
    assert [report.outcome for report in reports] == [IngestOutcome.ADDED] * 2
    assert library.paper(reports[0].paper_id).metadata.year == 2017
