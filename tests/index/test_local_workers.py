"""Papers read in processes of this machine: what comes of it is what a serial ingest makes, also when one of them dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from worker_samples import FatalLiterature, content, library_at, write_papers

from alignqa.adapters.workers.local_workers import local_workers
from alignqa.index.ingestion import IngestOutcome, IngestReport
from alignqa.index.library import Library
from alignqa.wiring import open_home


def on_processes(library: Library, *paths: Path) -> IngestReport:
    with local_workers(library.embedder) as workers:
        return library.ingest(paths, workers=workers)


def test_ids_keys_vectors_and_reports_are_those_of_a_serial_ingest(tmp_path: Path) -> None:
    papers = [write_papers(tmp_path / "papers"), open_home(tmp_path).primer]
    serial, spread = library_at(tmp_path / "serial"), library_at(tmp_path / "spread")
    expected = serial.ingest(papers)
    assert on_processes(spread, *papers) == expected
    assert content(spread) == content(serial)
    assert sorted(report.path.name for report in expected.of(IngestOutcome.REFUSED)) == ["broken.pdf", "empty.md"]
    again = on_processes(spread, *papers)
    assert {report.outcome for report in again.files} == {IngestOutcome.UNCHANGED, IngestOutcome.REFUSED}
    assert content(spread) == content(serial)


def test_a_paper_that_ends_its_reader_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers")
    (papers / "copy.md").unlink()
    spread = library_at(tmp_path / "spread", literature=FatalLiterature("Lamps of year 4"))
    refused = {report.path.name: report.message for report in on_processes(spread, papers).of(IngestOutcome.REFUSED)}
    assert sorted(refused) == ["broken.pdf", "empty.md", "lamp4.md"]
    assert refused["lamp4.md"].startswith(f"{papers / 'lamp4.md'} ended the process that read it,")
    assert len(spread.papers()) == 9
    # The next run, without the trouble, takes in what is missing.
    cured = Library(spread.folder, embedder=spread.embedder, open_vectors=spread.open_vectors)
    assert [report.path.name for report in on_processes(cured, papers).of(IngestOutcome.ADDED)] == ["lamp4.md"]
    assert cured.verify() == []


def test_an_interrupt_ends_the_readers_without_a_word_of_theirs(tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers", count=40, longer=0)
    command = [sys.executable, "-m", "alignqa", "--home", tmp_path / "home", "ingest", papers]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as run:
        assert run.stderr is not None
        first = run.stderr.readline()
        os.killpg(run.pid, signal.SIGINT)
        rest = run.stderr.read()
        assert run.wait(30) == 130, rest
    assert "Traceback" not in first + rest
    assert "run the same command again to continue" in rest
