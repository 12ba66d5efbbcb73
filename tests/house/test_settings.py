from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.errors import SettingsError
from alignqa.settings import load


@pytest.mark.parametrize(
    ("index", "name", "server"),
    [
        ("default", "default", None),
        ("field-notes.2", "field-notes.2", None),
        ("chroma+http://127.0.0.1:8123", "default", "http://127.0.0.1:8123"),
        ("chroma+http://127.0.0.1:8123/", "default", "http://127.0.0.1:8123"),
        ("chroma+http://localhost", "default", "http://localhost:8000"),
        ("chroma+https://chroma.example.org/lab", "lab", "https://chroma.example.org:443"),
        ("chroma+http://[::1]:9000/lab", "lab", "http://[::1]:9000"),
    ],
)
def test_the_index_is_a_folder_or_a_folder_with_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: str, name: str, server: str | None
) -> None:
    (tmp_path / "alignqa.toml").write_text(f'index = "{index}"\n')
    assert (load(tmp_path).index_name, load(tmp_path).index_server) == (name, server)
    (tmp_path / "alignqa.toml").unlink()
    monkeypatch.setenv("ALIGNQA_INDEX", index)
    assert (load(tmp_path).index_name, load(tmp_path).index_server) == (name, server)


@pytest.mark.parametrize(
    "index",
    [
        *("", "..", "a/b", "-a", "http://localhost:8000", "chroma+ftp://localhost:8000", "chroma+http://", "chroma+http://h:0"),
        *("chroma+http://h:65536", "chroma+http://h:1/a/b", "chroma+http://h:1/..", "chroma+http://user:word@h:1"),
        *("chroma+http://h:1?x=1", "chroma+http://h:1name", "chroma+http://h h:1", "chroma://h:1"),
    ],
)
def test_another_index_is_refused_with_what_is_allowed(tmp_path: Path, index: str) -> None:
    (tmp_path / "alignqa.toml").write_text(f'index = "{index}"\n')
    with pytest.raises(SettingsError) as caught:
        load(tmp_path)
    assert "index: give the name of a folder" in caught.value.message
    assert "chroma+http://HOST:PORT" in caught.value.message
    assert caught.value.exit_code == 2
