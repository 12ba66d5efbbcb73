from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.errors import SettingsError
from alignqa.papers.document import Metadata
from alignqa.papers.identity.literature import Literature, read_literature

LAMPS = Metadata(
    title="On the Keeping of Lamps",
    authors=("Ada Lark",),
    year=2019,
    url="https://www.lamps.example/keeping/",
    arxiv_id="1906.00001",
    key="lark2019keeping",
)
GLOW = Metadata(title="Glow", authors=("Bo Finch",), year=2020, doi="10.1000/Glow", key="finch2020glow")
POST = Metadata(title="Wicks", url="https://www.alignmentforum.org/posts/AbCdEfGhIjKlMnOpQ", key="wren2021wicks")


@pytest.mark.parametrize(
    ("known", "work"),
    [
        (Metadata(arxiv_id="1906.00001"), LAMPS),
        (Metadata(url="http://lamps.example/keeping"), LAMPS),
        (Metadata(doi="10.1000/glow"), GLOW),
        (Metadata(url="https://www.lesswrong.com/posts/AbCdEfGhIjKlMnOpQ/wicks-and-how-to-trim-them#Notes"), POST),
        (Metadata(url="https://lesswrong.com/s/abc123/p/AbCdEfGhIjKlMnOpQ"), POST),
        (Metadata(url="https://www.alignmentforum.org/posts/ZbCdEfGhIjKlMnOpQ/wicks"), None),
        (Metadata(title="On the keeping of lamps!"), LAMPS),
        (Metadata(title="Glow", year=2020), GLOW),
        (Metadata(title="Glow", authors=("Finch, B.",)), GLOW),
        (Metadata(title="Glow"), None),
        (Metadata(title="Glow", year=1999, authors=("Cy Wren",)), None),
        (Metadata(title="On Doors"), None),
        (Metadata(), None),
    ],
)
def test_a_work_is_found_by_what_a_paper_says_of_itself(known: Metadata, work: Metadata | None) -> None:
    assert Literature([LAMPS, GLOW, POST]).find(known) == work


def test_an_entry_becomes_metadata(tmp_path: Path) -> None:
    path = tmp_path / "papers.toml"
    path.write_text(
        '[[paper]]\nkey = "finch2020glow"\ntitle = "Glow"\nauthors = ["Bo Finch"]\nyear = 2020\narxiv = "2001.1"\n'
        'cited_as = ["Finch 2021"]\n',
        encoding="utf-8",
    )
    (work,) = read_literature(path).works
    assert work == Metadata(
        title="Glow", authors=("Bo Finch",), year=2020, arxiv_id="2001.1", key="finch2020glow", cited_as=("Finch 2021",)
    )


def test_all_entries_at_fault_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "papers.toml"
    path.write_text(
        '[[paper]]\ntitle = "Glow"\n[[paper]]\nkey = "a"\nyear = "2020"\n'
        '[[paper]]\nkey = "b"\nauthors = "Bo"\n[[paper]]\nkey = "c"\nyear = true\n',
        encoding="utf-8",
    )
    with pytest.raises(SettingsError) as caught:
        read_literature(path)
    assert (
        "entry 1: key is missing; entry 2: year is not a number; entry 3: authors is not a list of strings; entry 4: year"
        in str(caught.value)
    )


@pytest.mark.parametrize("content", [b"[[paper", b"\xff", b"paper = 3", b"paper = [3]", b"[paper]\ntitle = 'x'"])
def test_a_malformed_list_is_a_settings_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "papers.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError):
        read_literature(path)
    with pytest.raises(SettingsError):
        read_literature(tmp_path / "missing.toml")
