"""Works named by key, identifier, address and topic, and what names none."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.acquisition.arxiv.identifiers import ArxivId
from alignqa.acquisition.works import FetchableWorks, read_topics, work_of
from alignqa.errors import UsageError
from alignqa.papers.document import Metadata
from alignqa.papers.identity.literature import Literature
from fetching_samples import LAMPS, POST

WORKS = FetchableWorks(
    Literature([LAMPS, POST]),
    topics={"ash2024lanterns": ("lamps", "inner alignment"), "beech2020doors": ("lamps",)},
    indexed={"cedar2021hinges": work_of(Metadata(title="Hinges", arxiv_id="2101.00001"), "arxiv-2101-00001")},
)


def test_works_are_named_by_key_identifier_address_and_topic() -> None:
    assert WORKS.named("ash2024lanterns").arxiv == ArxivId("2401.00001")
    assert WORKS.named("arxiv:2401.00001").name == "ash2024lanterns"
    assert WORKS.named("http://lesswrong.com/posts/abc/on-doors/").name == "beech2020doors"
    assert WORKS.named("cedar2021hinges").name == "arxiv-2101-00001"
    assert [work.name for work in WORKS.on("Lamps")] == ["ash2024lanterns", "beech2020doors"]
    assert [work.name for work in WORKS.all()] == ["ash2024lanterns", "beech2020doors"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("ash2024lantern", "ash2024lanterns"), ("hinges", "cedar2021hinges"), ("", "arxiv:ID"), ("../../x", "arxiv:ID")],
)
def test_what_names_no_work_is_refused_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        WORKS.named(name)
    assert hint in caught.value.hint


def test_an_unknown_topic_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        WORKS.on("lamp")
    assert "lamps" in caught.value.hint


def test_topics_are_read_from_the_list_and_what_is_none_is_left_out(tmp_path: Path) -> None:
    lines = ['key = "a"\ntopics = ["x", "y"]', 'key = "b"', 'key = "c"\ntopics = "x"', 'key = "d"\ntopics = [1]']
    (tmp_path / "papers.toml").write_text("".join(f"[[paper]]\n{each}\n" for each in lines))
    assert read_topics(tmp_path / "papers.toml") == {"a": ("x", "y"), "d": ("1",)}


@pytest.mark.parametrize("key", ["../../evil", "/etc/x", "..", "a/b", "A b", "x" * 300, "con\0", "-x", ".hidden", ""])
def test_a_key_that_is_no_name_of_a_folder_names_none(key: str) -> None:
    for known in (Metadata(arxiv_id="2401.00001"), Metadata(url="https://../../x"), Metadata(title="T")):
        name = work_of(known, key).name
        assert name.startswith(("arxiv-2401-00001", "work-"))
        assert name.replace("-", "").isalnum()
