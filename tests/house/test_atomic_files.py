"""A file is written whole or not at all, and nothing is left beside it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from alignqa.atomic_files import write_file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("durable", [False, True])
def test_a_file_is_written_and_replaced(tmp_path, durable):
    path = tmp_path / "page.md"
    write_file(path, "Ash,\r\nbeech\n", durable=durable)
    assert path.read_bytes() == b"Ash,\r\nbeech\n"
    write_file(path, b"\xff\x00", durable=durable)
    assert path.read_bytes() == b"\xff\x00"
    assert names(tmp_path) == ["page.md"]


def test_a_text_that_cannot_be_encoded_leaves_the_former_file(tmp_path):
    path = tmp_path / "page.md"
    write_file(path, "former")
    with pytest.raises(UnicodeEncodeError):
        write_file(path, "a lone surrogate: \ud800")
    assert path.read_text(encoding="utf-8") == "former"
    assert names(tmp_path) == ["page.md"]


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is one of Linux")
def test_a_disk_that_is_full_leaves_the_former_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "page.md"
    write_file(path, "former")
    code = (
        "import pathlib, resource, signal\n"
        "from alignqa.atomic_files import write_file\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        f"write_file(pathlib.Path({str(path)!r}), 'new' * 1000)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "OSError: [Errno 27]" in ended.stderr
    assert path.read_text(encoding="utf-8") == "former"
    assert names(tmp_path) == ["page.md"]


def test_what_the_system_refuses_is_an_oserror(tmp_path):
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "absent" / "page.md", tmp_path / "folder"):
        with pytest.raises(OSError, match=r"No such file|directory"):
            write_file(path, "text")
    assert names(tmp_path) == ["folder"]


def test_the_longest_name_that_the_system_takes_can_be_written(tmp_path):
    path = tmp_path / ("n" * 255)
    write_file(path, "text")
    assert path.read_text(encoding="utf-8") == "text"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of this kind")
def test_the_mode_is_the_one_asked_for_less_the_umask(tmp_path):
    before = os.umask(0o022)
    try:
        write_file(tmp_path / "open", "text")
        write_file(tmp_path / "private", "text", mode=0o600)
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("open", "private")] == [0o644, 0o600]


def test_several_writers_of_one_file_do_not_disturb_each_other(tmp_path):
    path = tmp_path / "page.md"
    texts = [str(number) * 10_000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda text: write_file(path, text), texts))
    assert path.read_text(encoding="utf-8") in texts
    assert names(tmp_path) == ["page.md"]
