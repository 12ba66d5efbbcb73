"""Notes of an Obsidian vault: its marks are not text, its comments are not read, its properties describe the note."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.markdown.parser import parse


def read(text: str) -> Manuscript:
    return parse(text.encode(), Path("note.md"))


def of_kind(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def body(manuscript: Manuscript) -> list[str]:
    kept = [char for position, char in enumerate(manuscript.text) if manuscript.kind_at(position) is RegionKind.BODY]
    return [line for line in "".join(kept).split("\n") if line]


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("See [[kettles]] and [[press|the press]].", "See kettles and the press."),
        ("See [[Notes/Steam#Latent heat]] and [[Steam#^q1]].", "See Steam > Latent heat and Steam."),
        ("Before ![[plan.png|300]] after.", "Before after."),
        ("Cut on [[2021-05-03]] by hand.", "Cut on 2021-05-03 by hand."),
        ("Tin is soft.\n\n*[RL]: Reinforcement Learning\n*[TIN]: A metal", "Tin is soft."),
        ("It is ==marked twice== and ==**bold**==.", "It is marked twice and bold."),
        ("It sings %%says who?%% at noon.", "It sings at noon."),
        ("It sings. ^first-claim", "It sings."),
        ("It sings. ^a1b2c3", "It sings."),
        ("Two to the power ^2", "Two to the power ^2"),
        ("Here x==1 and y==2, a == b.", "Here x==1 and y==2, a == b."),
        ("Of 100%% and of 50%% none.", "Of 100%% and of 50%% none."),
        ("The matrix [[1, 2]] and note [[1]](#fn1).", "The matrix [[1, 2]] and note."),
        ("- [ ] Ask about tin.\n- [x] Cut once.", "Ask about tin."),
        ("Call std::move on it.", "Call std::move on it."),
    ],
)
def test_a_reader_sees_plain_words(written: str, seen: str) -> None:
    assert body(read(written))[0] == seen


def test_hidden_comments_are_left_out_and_counted() -> None:
    manuscript = read("Kettles sing.\n\n%%\nThis is wrong.\n\nAnd this.\n%%\n\n%% short %%\n\nThey stop %%later%%.\n")
    assert body(manuscript) == ["Kettles sing.", "They stop."]
    assert manuscript.notices == ("Hidden comments were left out (3 times).",)


def test_a_comment_that_is_never_closed_swallows_nothing() -> None:
    assert body(read("Kettles sing.\n\n%%\nThey stop.\n")) == ["Kettles sing.", "%% They stop."]


def test_an_inline_note_is_a_note() -> None:
    manuscript = read("Kettles sing.^[In *tin* ones.] They stop.\n")
    assert of_kind(manuscript, RegionKind.FOOTNOTE) == ["In tin ones."]
    assert body(manuscript) == ["Kettles sing. They stop."]


def test_callouts_are_boxes_with_a_title() -> None:
    manuscript = read(
        "Before.\n\n> [!abstract]+ Why they sing\n> Steam **escapes**.\n>\n> It whistles.\n\n"
        "> [!NOTE]\n> No title here.\n\n- An item.\n"
    )
    assert manuscript.text == "Before.\n\nWhy they sing\n\nSteam escapes.\nIt whistles.\n\nNo title here.\n\nAn item."
    assert of_kind(manuscript, RegionKind.HEADING) == ["Why they sing"]
    assert manuscript.sections == ()


def test_the_term_of_a_definition_in_a_callout_is_a_part_of_it() -> None:
    manuscript = read("> [!definition] Kettle\n> A pot that sings.\n\n> [!info] Definition: Lid\n> It lies on a kettle.\n")
    assert manuscript.text == "Kettle\nA pot that sings.\n\nDefinition: Lid\nIt lies on a kettle."
    assert manuscript.regions == ()


def test_the_marks_of_the_tasks_plugin_are_left_out() -> None:
    manuscript = read(
        "- [x] Scour the kettle ✅ 2024-02-04\n- [ ] Ask [[Bo]] 📅 2024-03-01 🔁 every week ⏫ #task ^t1\n"
        "- [ ] Fill it ⏳ 2024-02-03 🛫 2024-01-01\n- [ ] Sing #loud\n- It is done ✅\n\nWe met on 📅 2024-03-01 there.\n"
    )
    assert body(manuscript) == [
        *("Scour the kettle", "Ask Bo", "Fill it", "Sing #loud", "It is done ✅", "We met on 📅 2024-03-01 there."),
    ]


@pytest.mark.parametrize(
    ("line", "authors", "year"),
    [
        ("By Vera Nickel, 2020", ("Vera Nickel",), 2020),
        ("*By Vera Nickel and Oskar Zinn (2021)*", ("Vera Nickel", "Oskar Zinn"), 2021),
        ("Vera Nickel, 3 May 2020", ("Vera Nickel",), 2020),
        ("Vera Nickel (2020)", ("Vera Nickel",), 2020),
        ("Vera Nickel, Oskar Zinn and Ida Span, 2019", ("Vera Nickel", "Oskar Zinn", "Ida Span"), 2019),
        ("By Vera Nickel · 2020", ("Vera Nickel",), 2020),
        ("Written by Vera Nickel in 2020", ("Vera Nickel",), 2020),
        ("By design 2020", (), None),
    ],
)
def test_a_byline_may_end_in_a_bare_year(line: str, authors: tuple[str, ...], year: int | None) -> None:
    metadata = read(f"# Kettles\n\n{line}\n\nKettles sing.\n").metadata
    assert (metadata.authors, metadata.year) == (authors, year)


@pytest.mark.parametrize(
    "below",
    [
        "## 2 comments\n\nLids are better.",
        "## Comments\n\n**Ulf W.** 4 May 2020\n\nLids are better.",
        "## Responses\n\n[ulf](https://x.example/users/ulf)\n\nLids are better.\n\n### More\n\nAnd so on.",
        "## Comments\n\n- Ulf, 2 days ago: Lids are better.",
    ],
)
def test_comments_below_a_clipped_post_are_not_its_words(below: str) -> None:
    manuscript = read(f"# Kettles\n\nKettles sing.\n\n{below}\n\n## Appendix\n\nThey stop.\n")
    assert body(manuscript) == ["Kettles sing.", "They stop."]
    assert manuscript.kind_at(manuscript.text.index("Lids are better")) is RegionKind.FURNITURE


@pytest.mark.parametrize(
    "section", ["## 5 Responses to objections\n\nRoe (2019) says no.", "## Comments\n\nOn 3 May 2019 we met."]
)
def test_a_section_of_comments_of_the_author_s_own_stays(section: str) -> None:
    assert len(body(read(f"# Kettles\n\nKettles sing.\n\n{section}\n"))) == 2


def test_remarks_under_the_heading_notes_are_text_where_there_is_no_other() -> None:
    assert body(read("# Kettles\n\n## Notes\n\n- I doubt it.\n\nThey hum.\n")) == ["I doubt it.", "They hum."]
    assert body(read("# Kettles\n\n## Notes\n\n1. Of tin.\n\n## Endnotes\n\nOf lead.\n\n## End\n\nThey hum.\n")) == ["They hum."]
    assert body(read(f"# Kettles\n\n{'They hum. ' * 150}\n\n## Notes\n\nThanks to Bo.\n"))[-1].endswith("They hum.")


def test_a_picture_between_commas_leaves_one_of_them() -> None:
    assert body(read("See [[Tin]], ![[kettle.png|300]], and zinc (![[lid.png]]) too.\n")) == ["See Tin, and zinc too."]


def test_fields_inside_a_paragraph_are_not_prose() -> None:
    manuscript = read("Kettles sing.\nauthor:: Vera Nickel\nrating:: 5\nThey stop.\n\nCall std::move on it. author:: Bo Tin\n")
    assert body(manuscript) == ["Kettles sing. They stop.", "Call std::move on it."]
    assert manuscript.metadata.authors == ("Vera Nickel",)


def test_an_embedded_note_is_told() -> None:
    manuscript = read("Kettles sing.\n\n![[Another note]]\n\n![[kettle.png]]\n*A kettle of 1900*\n")
    assert manuscript.notices == ("Other notes are embedded and were not read here (once).",)
    assert manuscript.text == "Kettles sing.\n\nA kettle of 1900"
    assert of_kind(manuscript, RegionKind.CAPTION) == ["A kettle of 1900"]


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Kettles ![[Steam#Heat]] sing and stop at ![[Steam]].", "Kettles […] sing and stop at […]."),
        ("Kettles sing. ![[Steam#^q1]] They stop.", "Kettles sing. They stop."),
        ("Kettles ![[kettle.png]] sing.", "Kettles sing."),
        ("- Kettles sing: ![[Steam]]", "Kettles sing:"),
    ],
)
def test_the_name_of_an_embedded_note_is_no_word_of_a_sentence(written: str, seen: str) -> None:
    assert body(read(written)) == [seen]


def test_tags_and_fields_are_not_prose() -> None:
    manuscript = read("#kettle #metal/tin\n\nauthor:: [[Vera Nickel]]\nyear:: 2021\n\nKettles sing.\n")
    assert body(manuscript) == ["Kettles sing."]
    assert (manuscript.metadata.authors, manuscript.metadata.year) == (("Vera Nickel",), 2021)


@pytest.mark.parametrize(
    ("properties", "authors"),
    [
        ('author: "[[Vera Nickel]]"', ("Vera Nickel",)),
        ("author: [[Vera Nickel]]", ("Vera Nickel",)),
        ('author:\n  - "[[Vera Nickel]]"\n  - "[[people/zinn|Oskar Zinn]]"', ("Vera Nickel", "Oskar Zinn")),
        ("author: [[Vera Nickel]], [[Oskar Zinn]]", ("Vera Nickel", "Oskar Zinn")),
        ('author: "[Vera Nickel](https://x.example)"', ("Vera Nickel",)),
    ],
)
def test_linked_authors_are_names(properties: str, authors: tuple[str, ...]) -> None:
    assert read(f"---\n{properties}\n---\nKettles sing.\n").metadata.authors == authors


def test_a_linked_source_is_an_address() -> None:
    text = '---\ntitle: "[[Kettles]]"\nsource: "[Post](https://x.example/a)"\n---\nKettles sing.\n'
    assert (read(text).metadata.title, read(text).metadata.url) == ("Kettles", "https://x.example/a")


def test_what_a_reading_app_says_of_a_source_is_not_the_note_s_own() -> None:
    manuscript = read(
        "# Kettles\n\n## Metadata\n\n- Author: [[Vera Nickel]]\n- Category: #articles\n\n## Highlights\n\nThey sing.\n"
    )
    assert body(manuscript) == ["They sing."]
    assert manuscript.metadata.authors == ()


def test_the_fields_of_a_literature_note_do_not_name_its_author() -> None:
    found = read(
        "---\ntitle: Pressing\ntype: literature note\n---\nauthor:: [[Ada Lark]]\nyear:: 2021\n\nTin is soft when warm.\n"
    )
    assert (found.metadata.title, found.metadata.authors, found.metadata.year) == ("Notes on Pressing", (), None)


def test_replies_in_a_clipped_thread_are_not_the_author_s() -> None:
    own, other = "Tin is soft when warm, and I have pressed forty sheets of it in a shed. " * 3, "Mine broke at once."
    replies = f"3 May 2018\n\n**Olu Ade**\n\n{other}\n\n4 May 2018\n\n**Ulf Sand**\n\n{other}\n"
    for thread in (f"---\n\n{replies}", f"## Comments\n\n**Olu Ade**\n\n{other}\n\n**Ulf Sand**\n\n{other}\n"):
        found = read(f"# Pressing\n\n{own}\n\n{thread}")
        assert body(found) == [own.strip()]
        assert other in found.text
