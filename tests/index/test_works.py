"""Copies of one text are recognised, and nothing else is: renderings, versions, parts."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.catalogue.sentence_marks import Overlap, mark
from alignqa.index.library import Library
from alignqa.index.works import Copies, copies_among, is_another_text
from alignqa.papers.document import Metadata
from damaging import without_checksums
from places import LITERATURE

SENTENCE = "A keeper who naps at noon is woken by the “bell” of the harbour, not by the light-house."
STORY = tuple(
    f"The keeper of the {name} lamp climbs the long stairs before the evening and lights it."
    for name in ("red", "green", "white", "blue", "amber", "violet", "silver", "golden", "copper", "iron", "glass", "paper")
)
LICENCE = tuple(
    f"Permission number {name} is granted to everybody who has found a copy of these notes." for name in ("one", "two", "six")
)


def record(key: str, **known: object) -> PaperRecord:
    return PaperRecord(key, Metadata(**known), "", "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "rendering",
    [
        SENTENCE.upper(),
        'A keeper who naps at noon is woken by the "bell" of the harbour,12 not by the lighthouse.',
        "A  keeper who na\u00adps at noon is wo- ken by the “bell” of the harbour [3], not by the light-house.",
        "A keeper who naps at noon is woken by the “bell” of the harbour, not by the light\u2010house.",
    ],
)
def test_a_sentence_is_known_in_every_rendering(rendering: str) -> None:
    assert mark(rendering) == mark(SENTENCE) == mark("Ä" + SENTENCE[1:])


def test_another_sentence_is_another_and_a_short_one_tells_nothing() -> None:
    assert mark(SENTENCE.replace("noon", "dawn")) not in (None, mark(SENTENCE))
    assert mark("See the appendix for the proofs, 1906.01820!") is None


@pytest.mark.parametrize(
    ("one", "other", "versions"),
    [
        ({"arxiv_id": "1906.01820"}, {"arxiv_id": "1906.01820", "title": "Lamps"}, True),
        ({"doi": "10.1000/ABC"}, {"doi": "10.1000/abc"}, True),
        (
            {"title": "On the keeping of lamps", "authors": ("Ada Lark",), "year": 2019},
            {"title": "On the Keeping of Lamps", "authors": ("Bo Finch", "Lark, A."), "year": 2021},
            True,
        ),
        (
            {"title": "On the keeping of lamps", "authors": ("Ada Lark",)},
            {"title": "On the keeping of lamps", "authors": ("Bo Finch",)},
            False,
        ),
        ({"title": "On the keeping of lamps"}, {"title": "On the keeping of lamps"}, False),
        ({"title": "Introduction", "authors": ("Ada Lark",)}, {"title": "Introduction", "authors": ("Ada Lark",)}, False),
        ({}, {}, False),
    ],
)
def test_facts_that_make_two_papers_one_work(one: dict[str, object], other: dict[str, object], versions: bool) -> None:
    found = copies_among([record("a", **one), record("b", **other)], [])
    assert found == ({"a": Copies(("b",)), "b": Copies(("a",))} if versions else {})


@pytest.mark.parametrize(
    ("overlap", "expected"),
    [
        (Overlap("a", "b", 50, 100, 100), {"a": Copies(("b",)), "b": Copies(("a",))}),
        (Overlap("a", "b", 49, 100, 100), {}),
        (Overlap("a", "b", 50, 100, 200), {"a": Copies(("b",)), "b": Copies(("a",))}),
        (Overlap("a", "b", 100, 100, 201), {"a": Copies((), ("b",))}),
        (Overlap("a", "b", 100, 201, 100), {"b": Copies((), ("a",))}),
    ],
)
def test_a_copy_is_a_version_or_where_it_is_much_smaller_a_part(overlap: Overlap, expected: dict[str, Copies]) -> None:
    assert copies_among([record("a"), record("b")], [overlap]) == expected


def test_what_is_a_version_of_a_version_is_one_too_but_two_parts_of_a_whole_are_not() -> None:
    whole = [Overlap("a", "book", 90, 90, 400), Overlap("b", "book", 80, 80, 400)]
    assert copies_among([], whole) == {"a": Copies((), ("book",)), "b": Copies((), ("book",))}
    chain = [Overlap("a", "b", 90, 90, 100), Overlap("b", "c", 90, 100, 100)]
    assert copies_among([], chain) == {"a": Copies(("b", "c")), "b": Copies(("a", "c")), "c": Copies(("a", "b"))}


def test_copies_are_found_at_ingest_and_forgotten_with_the_paper(make_library, write_note) -> None:
    library = make_library()
    library.ingest([write_note("lamps", *STORY, *LICENCE), write_note("doors", *LICENCE, "Doors are shut by day.")])
    assert library.copies() == {}
    library.ingest(
        [write_note("keepers", "A new beginning.", *(line.upper() for line in STORY[2:])), write_note("stairs", *STORY[:5])]
    )
    versions = {"lark2020keepers": Copies(("lark2020lamps",)), "lark2020lamps": Copies(("lark2020keepers",))}
    assert library.copies() == versions | {"lark2020stairs": Copies((), ("lark2020lamps",))}
    library.remove("lark2020lamps", purge=True)
    assert library.copies() == {}


def test_a_replaced_paper_is_compared_by_its_new_text(make_library, write_note) -> None:
    library = make_library()
    library.ingest([write_note("lamps", *STORY), write_note("keepers", *STORY[1:])])
    assert len(library.copies()) == 2
    library.ingest(
        [write_note("keepers", "Keepers were let go when the lamps learned to light themselves, and nobody wrote it down.")]
    )
    assert library.copies() == {}


def test_an_index_made_before_copies_were_known_is_read_and_learns_them_with_the_next_ingest(
    make_library, write_note, tmp_path: Path
) -> None:
    library = make_library()
    library.ingest([write_note("lamps", *STORY), write_note("keepers", *STORY[1:])])
    without_checksums(tmp_path / "index" / "catalogue.sqlite")
    connection = sqlite3.connect(tmp_path / "index" / "catalogue.sqlite")
    connection.executescript("DROP TABLE sentence_marks; DROP TABLE marked_papers")
    connection.close()
    assert library.copies() == {}
    library.ingest([tmp_path / "papers"])
    assert sorted(library.copies()) == ["lark2020keepers", "lark2020lamps"]


@pytest.mark.literature
def test_the_copies_of_a_paper_and_its_posts_are_found_and_no_other_paper_is_taken_for_one(tmp_path: Path) -> None:
    folder = LITERATURE / "papers"
    if not folder.exists():
        pytest.skip(f"{folder} is missing")
    articles = folder / "articles"
    vectors = MemoryIndex()
    library = Library(tmp_path, embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)
    report = library.ingest(
        [
            *(folder / "hubinger2019-rflo").glob("*.md"),
            *(folder / "hubinger2019-rflo").glob("*.pdf"),
            *articles.glob("*risks-from-learned*"),
            *articles.glob("*Specification Gaming*"),
            *articles.glob("*simulators*"),
            *articles.glob("yudkowsky*"),
            *(folder / "atlas-textbook" / "06").glob("0*.md"),
        ]
    )
    name = {file.paper_id: file.path.name.removeprefix("AI Safety Atlas - Specification Gaming - ") for file in report.files}
    found = {
        name[key]: (sorted(name[other] for other in copies.versions), sorted(name[other] for other in copies.part_of))
        for key, copies in library.copies().items()
    }
    pdf, whole = "mesa_optimization.pdf", "hubinger-risks-from-learned-optimization-in-advanced-machine-learning-systems.md"
    first = "alignmentforum-risks-from-learned-optimization-introduction-ai-alignment-forum.md"
    both = sorted([pdf, whole])
    chapters = {
        "Reinforcement Learning.md": "01.md",
        "Optimization.md": "02.md",
        "Specification Gaming.md": "03.md",
        "Learning from Imitation.md": "04.md",
        "Learning from Feedback.md": "05.md",
    }
    assert found == {
        pdf: ([whole], []),
        whole: ([pdf], []),
        "post1.md": ([first], both),
        first: (["post1.md"], both),
        **{f"post{number}.md": ([], both) for number in (2, 3, 4, 5)},
        **{article: ([chapter], []) for article, chapter in chapters.items()},
        **{chapter: ([article], []) for article, chapter in chapters.items()},
    }


@pytest.mark.parametrize(
    ("shared", "one", "other", "another"),
    [
        (0, 2, 300, False),  # too little to say anything
        (0, 3, 300, True),
        (4, 100, 100, True),
        (13, 100, 100, False),  # a rewritten edition
        (13, 100, 300, True),  # notes that quote
        (60, 100, 300, False),  # a part
        (95, 100, 100, False),
    ],
)
def test_another_text_is_told_by_its_sentences_and_its_length(shared: int, one: int, other: int, another: bool) -> None:
    assert is_another_text(Overlap("a", "b", shared, one, other)) is another
    assert is_another_text(Overlap("a", "b", shared, other, one)) is another


def test_the_same_doi_or_title_makes_no_versions_of_two_texts() -> None:
    papers = [record("a", doi="10.1000/abc"), record("b", doi="10.1000/abc")]
    assert copies_among(papers, [], lambda one, other: Overlap(one, other, 0, 50, 60)) == {}
    assert copies_among(papers, [], lambda one, other: Overlap(one, other, 20, 50, 60))["a"] == Copies(("b",))
    titled = [record(key, title="On the keeping of lamps", authors=("Ada Lark",)) for key in "ab"]
    assert copies_among(titled, [], lambda one, other: Overlap(one, other, 0, 50, 60)) == {}


def test_a_paper_is_part_of_the_whole_that_it_names_if_they_share_an_author() -> None:
    papers = [
        record("book", title="The Lamp Book", authors=("Ada Lark", "Bo Finch")),
        record("oil", title="Oil", authors=("Bo Finch",), wholes=("Chapter 2", "The lamp book")),
        record("tin", title="Tin", authors=("Cy Wren",), wholes=("The Lamp Book",)),  # another book of that name
    ]
    assert copies_among(papers, []) == {"oil": Copies(part_of=("book",))}
