"""Ray on two processors, real: what comes of it is what a serial ingest makes, also when workers are killed."""

from __future__ import annotations

import builtins
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from worker_samples import FatalLiterature, content, library_at, write_papers

import alignqa
from alignqa.adapters.scripted.index import ScriptedEmbedder
from alignqa.errors import AlignqaError, ProviderError
from alignqa.index.ingestion import IngestOutcome, IngestReport
from alignqa.index.interfaces import Embedder, Vectors
from alignqa.index.library import Library
from alignqa.index.workers import Workers
from alignqa.wiring import open_home

ray = pytest.importorskip("ray", reason="Ray is not installed here (pip install 'alignqa[scale]'): nothing of --ray is tested")

from alignqa.adapters.workers.ray_workers import ray_workers  # noqa: E402 - skipped without Ray

pytestmark = pytest.mark.real


class FatalEmbedder(ScriptedEmbedder):
    """Kills its process at the sight of a word: each time, or only while it can leave a mark in a file that is not there."""

    def __init__(self, word: str, once: Path | None = None) -> None:
        super().__init__()
        self._word = word
        self._once = once

    def embed(self, texts: Sequence[str]) -> Vectors:
        if any(self._word in text for text in texts) and not (self._once and self._once.exists()):
            if self._once:
                self._once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().embed(texts)


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    """One cluster for the tests of this file; the workers know the classes above by value, and can import `worker_samples`."""
    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        started = ray.init(
            address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100 * 2**20
        )
    yield
    ray.shutdown()
    shutil.rmtree(started.address_info["session_dir"], ignore_errors=True)
    ray.cloudpickle.unregister_pickle_by_value(sys.modules[__name__])


def on_ray(library: Library, paths: Sequence[Path], make: Callable[[], Embedder] = ScriptedEmbedder) -> IngestReport:
    with ray_workers("local", make_embedder=make, identity=library.embedder.identity) as workers:
        return library.ingest(paths, workers=workers)


def test_ids_keys_vectors_and_reports_are_those_of_a_serial_ingest(tmp_path: Path) -> None:
    papers = [write_papers(tmp_path / "papers"), open_home(tmp_path).primer]
    serial, spread = library_at(tmp_path / "serial"), library_at(tmp_path / "spread")
    expected = serial.ingest(papers)
    assert on_ray(spread, papers) == expected
    assert content(spread) == content(serial)
    assert len(spread.papers()) == 10 + 19
    assert len(expected.of(IngestOutcome.DUPLICATE)) == 1
    assert sorted(report.path.name for report in expected.of(IngestOutcome.REFUSED)) == ["broken.pdf", "empty.md"]
    assert {"lark2017lamps", "lark2017lampsb"} <= {paper.paper_id for paper in spread.papers()}
    assert spread.verify() == []
    # The sink itself embedded nothing.
    assert isinstance(spread.embedder, ScriptedEmbedder)
    assert spread.embedder.embedded == []


def test_a_second_run_does_no_work_and_a_changed_paper_only_its_own(tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers")
    serial, spread = library_at(tmp_path / "serial"), library_at(tmp_path / "spread")
    serial.ingest([papers])
    on_ray(spread, [papers])
    before = content(spread)
    again = on_ray(spread, [papers], lambda: FatalEmbedder("Lamp"))
    assert {report.outcome for report in again.files} == {IngestOutcome.UNCHANGED, IngestOutcome.REFUSED}
    assert content(spread) == before
    (papers / "lamp5.md").write_text("# Lamps of year 5\n\nThis lamp was moved.\n", encoding="utf-8")
    (papers / "lamp6.md").unlink()
    assert on_ray(spread, [papers]) == serial.ingest([papers])
    assert content(spread) == content(serial)


def test_a_worker_that_is_lost_costs_nothing_but_its_work(tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers")
    serial, spread = library_at(tmp_path / "serial"), library_at(tmp_path / "spread")
    expected = serial.ingest([papers])
    mark = tmp_path / "died"
    assert on_ray(spread, [papers], lambda: FatalEmbedder("Lamp 4", once=mark)) == expected
    assert mark.exists()
    assert content(spread) == content(serial)


@pytest.mark.parametrize("stage", ["reading", "embedding"])
def test_a_paper_that_costs_its_workers_is_refused_and_the_rest_goes_on(tmp_path: Path, stage: str) -> None:
    papers = write_papers(tmp_path / "papers")
    literature = FatalLiterature("Lamps of year 4") if stage == "reading" else None
    spread = library_at(tmp_path / "spread", literature=literature)
    (papers / "copy.md").unlink()
    make = (lambda: FatalEmbedder("Lamp 4")) if stage == "embedding" else ScriptedEmbedder
    refused = {report.path.name: report for report in on_ray(spread, [papers], make).of(IngestOutcome.REFUSED)}
    assert sorted(refused) == ["broken.pdf", "empty.md", "lamp4.md"]
    # A process that reads is not the worker itself.
    ended = "ended the process that read it," if stage == "reading" else "ended the process that worked on it 3 times;"
    assert refused["lamp4.md"].message.startswith(f"{papers / 'lamp4.md'} {ended}")
    assert refused["lamp4.md"].hint
    # The next run, without the trouble, takes in what is missing, and the index is that of a run that never had any.
    cured = Library(spread.folder, embedder=spread.embedder, open_vectors=spread.open_vectors)
    assert [report.path.name for report in on_ray(cured, [papers]).of(IngestOutcome.ADDED)] == ["lamp4.md"]
    assert cured.verify() == []


def test_papers_in_hand_are_bounded(tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers", count=60)
    spread = library_at(tmp_path / "spread")
    begun: list[Path] = []

    class Counting:
        def __init__(self, workers: Workers) -> None:
            self.read, self.embed, self._workers = workers.read, workers.embed, workers

        @property
        def max_in_progress(self) -> int:
            begun.append(Path())
            return self._workers.max_in_progress

    with ray_workers("local", make_embedder=ScriptedEmbedder, identity=spread.embedder.identity) as workers:
        assert workers.max_in_progress == 4
        reading = workers.read
        counting = Counting(workers)
        counting.read = lambda paper, reader: begun.append(paper.path) or reading(paper, reader)  # type: ignore[func-returns-value]
        maximum = 0

        def watch(done: int, total: int, report: object) -> None:
            nonlocal maximum
            maximum = max(maximum, sum(path != Path() for path in begun) - done)

        spread.ingest([papers], workers=counting, progress=watch)
    assert 0 < maximum <= 8


def test_a_cluster_of_another_embedder_is_refused(tmp_path: Path) -> None:
    spread = library_at(tmp_path / "spread")
    with pytest.raises(AlignqaError, match="A worker embeds with other@"):
        on_ray(spread, [write_papers(tmp_path / "papers", count=5)], lambda: ScriptedEmbedder(model="other"))
    assert spread.papers() == []


def test_a_cluster_that_is_not_there_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with (
        pytest.raises(ProviderError, match=f"No Ray cluster answers at {address}") as caught,
        ray_workers(address, make_embedder=ScriptedEmbedder, identity=ScriptedEmbedder().identity),
    ):
        pass
    assert "ray status" in caught.value.hint
    assert caught.value.exit_code == 5


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0\0"])
def test_what_listens_and_is_no_cluster_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listening = threading.Thread(target=_say_and_listen, args=(listener, said))
        listening.start()
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        with (
            pytest.raises(ProviderError, match=f"No Ray cluster answers at {address}"),
            ray_workers(address, make_embedder=ScriptedEmbedder, identity=ScriptedEmbedder().identity),
        ):
            pass
        listening.join()


def _say_and_listen(listener: socket.socket, said: bytes) -> None:
    """Says something and then nothing more, until the other side hangs up."""
    connection, _ = listener.accept()
    with connection, suppress(ConnectionError):
        connection.sendall(said)
        while connection.recv(100):
            pass


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def blocked(name: str, *rest: object) -> object:
        if name.partition(".")[0] == "ray":
            raise ImportError(name)
        return real_import(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", blocked)
    with (
        pytest.raises(AlignqaError, match="Ray is not installed") as caught,
        ray_workers("local", make_embedder=ScriptedEmbedder, identity=ScriptedEmbedder().identity),
    ):
        pass
    assert caught.value.hint == "Install it: pip install 'alignqa[scale]'"
    assert caught.value.exit_code == 1


def command(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "alignqa", "--home", str(home), *arguments], capture_output=True, text=True, encoding="utf-8"
    )


def test_the_command_makes_the_same_index_and_prints_data_only(primer_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run = command(home, "ingest", "--ray", str(open_home(primer_home).primer))
    assert run.returncode == 0, run.stderr
    assert run.stdout == "19 files: 19 added. The index holds 19 papers.\n"
    assert all(line.startswith("[") for line in run.stderr.splitlines()), run.stderr
    spread, serial = alignqa.open_library(home), alignqa.open_library(primer_home)
    assert content(spread) == content(serial)
    assert spread.verify() == []
    said, expected = (alignqa.open(place).ask("What is a mesa-optimizer?") for place in (home, primer_home))
    assert isinstance(said, alignqa.Answer) and isinstance(expected, alignqa.Answer)
    assert said.citations == expected.citations


def test_what_is_no_address_after_ray_is_a_path(tmp_path: Path) -> None:
    wrong = command(tmp_path, "ingest", "--ray=nowhere", str(tmp_path))
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "'nowhere' is not the address of a Ray cluster" in wrong.stderr
