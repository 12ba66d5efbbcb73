"""The folder of fetched papers: damaged notes, what a killed process left, and where it cannot be made."""

from __future__ import annotations

import os
import time

import pytest

from alignqa.acquisition.downloads import Downloads
from alignqa.errors import StorageError
from fetching_samples import A_PDF, API, HTML, Fetch
from local_server import Answer, LocalServer, entry, feed, page

NOTE = b'{"schema": "alignqa.fetched/1", "rendering": "PDF", "url": "u", "fetched": "f", %s}'


@pytest.mark.parametrize(
    "note",
    [
        *(b"", b"[]", b"null", b"{}", b"\xff", b'{"schema": "alignqa.fetched/2"}', b'{"schema": "alignqa.fetched/1", "x": 1}'),
        NOTE % b'"name": "a", "file": "../../x.pdf"',
        NOTE % b'"name": "b", "file": "a.pdf"',
        NOTE % b'"name": "a", "file": "a.pdf", "version": "2"',
        NOTE % b'"name": "a", "file": "a.pdf", "title": []',
    ],
)
def test_a_damaged_note_is_none(note: bytes, downloads: Downloads) -> None:
    (downloads.folder / "a").mkdir(parents=True)
    (downloads.folder / "a" / "a.pdf").write_bytes(A_PDF)
    (downloads.folder / "a" / "fetched.json").write_bytes(note)
    assert downloads.find("a") is None
    (downloads.folder / "a" / "fetched.json").write_bytes(NOTE % b'"name": "a", "file": "a.pdf"')
    assert downloads.find("a") is not None
    (downloads.folder / "a" / "fetched.json").write_bytes(note)
    assert downloads.papers() == []


def test_what_a_killed_process_left_is_deleted_after_a_day(downloads: Downloads) -> None:
    for name, age in ((".fetching-old", 90_000), (".fetching-new", 60)):
        (downloads.folder / name).mkdir(parents=True)
        os.utime(downloads.folder / name, (time.time() - age,) * 2)
    with downloads.staging():
        pass
    assert [path.name for path in downloads.folder.iterdir()] == [".fetching-new"]


def test_a_folder_that_cannot_be_made_is_one_clear_error(downloads: Downloads, fetch: Fetch, papers_server: LocalServer) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001")), HTML: Answer(page())}
    downloads.folder.parent.mkdir(parents=True)
    downloads.folder.write_text("")
    with pytest.raises(StorageError, match=r"The folder of fetched papers .* cannot be written"):
        fetch()
