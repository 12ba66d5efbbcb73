"""Markdown as people write it and as clippers save it becomes prose, sections and regions."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignqa.errors import UnreadablePaper
from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.markdown.parser import parse
from places import LITERATURE

PROSE = "The agent seeks a goal.\n\n"


def read(text: str) -> Manuscript:
    return parse(text.encode(), Path("sample.md"))


def of_kind(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def body(manuscript: Manuscript) -> str:
    kept = [char for position, char in enumerate(manuscript.text) if manuscript.kind_at(position) is RegionKind.BODY]
    return "\n".join(line for line in "".join(kept).split("\n") if line)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("An *agent* with a **goal** and `code`.", "An agent with a goal and code."),
        ('See [the proof](https://example.org/p "t") and <https://example.org>.', "See the proof and https://example.org."),
        ("Before ![a picture](p.png){ width=40 } after.", "Before after."),
        ("Fish &amp; chips &mdash; 5 &lt; 6.", "Fish & chips — 5 < 6."),
        ("A <b>bold</b> claim<br>in <span class='x'>two</span> lines.", "A bold claim in two lines."),
        ("Ten<sup>1</sup> agents and 10<sup>3</sup> goals, x<sup>2</sup>.", "Ten agents and 10^3 goals, x^2."),
        ("It may lie.[^1] It may not.[^long-name]", "It may lie. It may not."),
        ("It may lie.[\\[1\\]](#fn1) So be it.", "It may lie. So be it."),
        ("As shown in [\\[3\\]](https://example.org) it lies.", "As shown in [3] it lies."),
        ("It may lie.\\[some\\_key\\] It may not, in bits\\[otherkey\\].", "It may lie. It may not, in bits."),
        ("The word\\[s\\] and the list a\\[0\\] stay.", "The word[s] and the list a[0] stay."),
        ("Jane Doe 11footnotemark: 1 wrote it.", "Jane Doe wrote it."),
        ("**A claim. **Then its reason.", "A claim. Then its reason."),
        ("The price of $5 and $10 is fair.", "The price of $5 and $10 is fair."),
        ("The goal $O_\\text{base}$ wins.", "The goal O_base wins."),
        ("The model wrote <plan>steal</plan> at once.", "The model wrote <plan>steal</plan> at once."),
        ("One line\nand the next  \nand a third.", "One line and the next and a third."),
    ],
)
def test_the_text_is_what_a_reader_sees(written: str, seen: str) -> None:
    assert body(read(written)) == seen


def test_lists_keep_printed_numbers_and_lose_bullets() -> None:
    manuscript = read("Two reasons:\n\n3. First.\n\n   More of it.\n4. Second.\n\nAlso:\n\n- a point\n    - a finer point\n")
    assert manuscript.text == "Two reasons:\n3. First.\nMore of it.\n4. Second.\n\nAlso:\na point\na finer point"


def test_glyphs_that_a_converter_left_in_items_go() -> None:
    assert (
        read("A list:\n\n-   •\n\n    One thing.\n\n1.  1.\n\n    Another thing.\n").text
        == "A list:\nOne thing.\n1. Another thing."
    )


def test_empty_paragraphs_go() -> None:
    assert read("One.\n\n&nbsp;\n\nTwo.").text == "One.\n\nTwo."


def test_headings_give_number_title_and_level() -> None:
    manuscript = read(
        "# 7.2 Goals\n\nA.\n\n## 7.2.1 Search = Choice {: #01}\n\nB.\n\n### An aside { .note }\n\nC.\n\n# 1.A2 Proofs\n\nD.\n\n"
        "4.5. Shift\n==========\n\nE.\n"
    )
    assert [(s.level, s.number, s.title) for s in manuscript.sections] == [
        (1, "7.2", "Goals"),
        (2, "7.2.1", "Search = Choice"),
        (3, "", "An aside"),
        (1, "1.A2", "Proofs"),
        (1, "4.5", "Shift"),
    ]
    assert manuscript.metadata.title == "Goals"


def test_an_abstract_set_in_small_type_is_an_outer_section() -> None:
    manuscript = read("###### Abstract\n\nA.\n\n## 1 Start\n\nB.\n\n### 1.1 More\n\nC.\n")
    assert [(s.level, s.heading) for s in manuscript.sections] == [(1, "Abstract"), (1, "1 Start"), (2, "1.1 More")]


def test_levels_follow_the_numbers_where_the_marks_do_not() -> None:
    manuscript = read(
        "# 1 One\n\nA.\n\n# 1.1 Part\n\nB.\n\n# 2 Two\n\nC.\n\n# References\n\nD.\n\n# A Data\n\nE.\n\n# A.1 More\n\nF."
    )
    assert [(s.level, s.number) for s in manuscript.sections] == [(1, "1"), (2, "1.1"), (1, "2"), (1, ""), (1, "A"), (2, "A.1")]


@pytest.mark.parametrize("title", ["10 lessons for everyone", "A case for caution", "I am not sure", "2019 in review"])
def test_a_title_that_begins_like_a_number_is_a_title(title: str) -> None:
    section = read(f"## {title}\n\nText.\n").sections[0]
    assert (section.number, section.title) == ("", title)


def test_a_definition_stands_below_its_term() -> None:
    manuscript = read('Before.\n\n!!! info "Definition: Widget"\n\n    A widget is a *small* machine.\n\nAfter.\n')
    assert manuscript.text == "Before.\n\nDefinition: Widget\nA widget is a small machine.\n\nAfter."
    assert manuscript.regions == ()


def test_a_box_without_text_is_a_notice() -> None:
    manuscript = read('!!! warning "Work in progress."\n\nText.\n')
    assert of_kind(manuscript, RegionKind.FRONT_MATTER) == ["Work in progress."]
    assert body(manuscript) == "Text."


def test_tables_formulas_and_code_are_regions() -> None:
    manuscript = read("Prose.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n$$\nx_1 = 2\n$$\n\n```\nrun()\n  now()\n```\n\nMore.\n")
    assert of_kind(manuscript, RegionKind.TABLE) == ["a | b", "1 | 2"]
    assert of_kind(manuscript, RegionKind.MATH) == ["x_1 = 2"]
    assert of_kind(manuscript, RegionKind.CODE) == ["run()\n  now()"]
    assert body(manuscript) == "Prose.\nMore."


def test_two_dollar_signs_that_mean_money_swallow_nothing() -> None:
    filler = "\n\n".join(f"Line {number}." for number in range(60))
    assert "Line 30." in body(read(f"$$ is what they want.\n\n{filler}\n\nThey spent $$ again.\n"))


def test_footnotes_are_whole_and_follow_the_section() -> None:
    manuscript = read(
        "It lies.[^a]\n\n[^a]: A note\nthat runs on.\n\n    And has a second part.\n\nThe prose goes on.\n\n## Next\n\nEnd.\n"
    )
    assert of_kind(manuscript, RegionKind.FOOTNOTE) == ["A note that runs on.", "And has a second part."]
    assert manuscript.text.startswith("It lies.\n\nThe prose goes on.\n\nA note")


def test_notes_at_the_end_of_a_clipping_are_footnotes() -> None:
    manuscript = read("It lies.\n\n1. A note. [↩︎](#ref1)\n2. Another. [↩](#ref2)\n\n## Footnotes\n\n1. A third.\n")
    assert of_kind(manuscript, RegionKind.FOOTNOTE) == ["A note.", "Another.", "A third."]


@pytest.mark.parametrize("title", ["References", "7 References", "Bibliography", "Works Cited:"])
def test_a_reference_list_ends_with_the_next_heading(title: str) -> None:
    manuscript = read(f"## 1 Start\n\nProse.\n\n## {title}\n\n- Doe, J. 2020. A title.\n\n## A. Proofs\n\nMore prose.\n")
    assert of_kind(manuscript, RegionKind.BIBLIOGRAPHY) == ["Doe, J. 2020. A title."]
    assert body(manuscript) == "Prose.\nMore prose."


def test_captions_are_told_from_sentences_about_figures() -> None:
    manuscript = read(
        "*Figure 1.4: A map of goals.*\n\n**Table 2.** Results.\n\nFigure 3 shows a map.\n\n*Video 1: unclosed\n"
        "\nInteractive figure 2: Hens.\n"
    )
    assert of_kind(manuscript, RegionKind.CAPTION) == [
        "Figure 1.4: A map of goals.",
        "Table 2. Results.",
        "Video 1: unclosed",
        "Interactive figure 2: Hens.",
    ]
    assert body(manuscript) == "Figure 3 shows a map."


def test_raw_html_gives_captions_and_text_and_hides_widgets() -> None:
    manuscript = read(
        'Prose.\n\n<div class="meta">\n  <span><i class="clock"></i></span>\n  <div>Reading time</div>\n'
        "  <button>Share</button>\n</div>\n\n"
        '<figure markdown="span">\n![alt](p.png)\n<figcaption markdown="1"><b>Figure 1:</b> A [map](u) of goals.</figcaption>\n'
        "</figure>\n\n<script>\nvar x = 1;\n\nvar y;\n</script>\n\n<iframe src='v'></iframe>\n\n<!-- hidden -->\n\n"
        "<p>A paragraph &amp; its end.</p>\n<ul><li>An item</li></ul>\n<table><tr><td>1</td><td>2</td></tr></table>\n"
    )
    assert of_kind(manuscript, RegionKind.FRONT_MATTER) == ["Reading time"]
    assert of_kind(manuscript, RegionKind.CAPTION) == ["Figure 1: A map of goals."]
    assert of_kind(manuscript, RegionKind.TABLE) == ["1 | 2"]
    assert body(manuscript) == "Prose.\nA paragraph & its end.\nAn item"


def test_html_indented_by_its_author_is_no_code() -> None:
    manuscript = read("<div>\n\n    <!-- left -->\n    <div>Authors</div>\n</div>\n\nProse.\n\n    <plan>code</plan>\n")
    assert of_kind(manuscript, RegionKind.FRONT_MATTER) == ["Authors"]
    assert of_kind(manuscript, RegionKind.CODE) == ["<plan>code</plan>"]


def test_bylines_and_links_around_a_post_are_not_prose() -> None:
    manuscript = read("by [Jane Doe](u), 5th May 2021\n\n12 min read\n\nShare\n\nThe post.\n\n[Next](n) | [Glossary](g)\n")
    assert of_kind(manuscript, RegionKind.FRONT_MATTER) == ["by Jane Doe, 5th May 2021", "12 min read", "Share"]
    assert of_kind(manuscript, RegionKind.FURNITURE) == ["Next | Glossary"]
    assert body(manuscript) == "The post."


def test_the_front_matter_names_the_paper() -> None:
    manuscript = read("---\ntitle: Named\nauthor: Jane Doe\n---\n\n# Another title\n\nProse.\n")
    assert (manuscript.metadata.title, manuscript.metadata.authors) == ("Named", ("Jane Doe",))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        ("# Only a heading\n\n![picture](p.png)\n", "holds no prose"),
        ("- [One](1.md)\n", None),
        ("---\ntitle: Nothing else\n---\n", "holds no prose"),
    ],
)
def test_files_without_prose_are_refused_with_a_reason(text: str, reason: str | None) -> None:
    if reason is None:
        assert read(text).text == "One"
        return
    with pytest.raises(UnreadablePaper, match=reason) as refused:
        read(text)
    assert refused.value.hint


def test_a_text_longer_than_any_book_is_refused() -> None:
    with pytest.raises(UnreadablePaper, match="20,000,001 characters"):
        parse(b"a" * 20_000_001, Path("huge.md"))


@pytest.mark.parametrize(
    "markup",
    [
        "[" * 20_000,
        ">" * 20_000,
        "> " * 20_000,
        "*a " * 10_000,
        "![" * 5_000,
        "[a](" * 10_000,
        "<div>\n" * 5_000 + "</p>\n" * 5_000,
        "$$\na\n" * 5_000,
        "[^1]: a\n" * 5_000,
        "- " * 3_000 + "a",
        "".join("    " * depth + "!!! note\n" for depth in range(300)),
        "<!--" * 10_000,
        "`" * 20_000,
        "^[" * 5_000,
        "==a " * 10_000,
        "%%a " * 10_001,
        "[[a" * 10_000,
        "::: {.hidden}\n" * 5_000,
        "```\n" * 5_001,
    ],
    ids=lambda markup: repr(markup[:6]),
)
def test_markup_gone_wild_is_read_in_time(markup: str) -> None:
    assert "The agent seeks a goal." in read(f"{PROSE}{markup}\n\n{PROSE}").text


@given(st.text(alphabet="ab1 \n#>*_-`[]()!|<>/$^:&;{}~=+.\\\"'", max_size=120))
def test_any_text_is_read(text: str) -> None:
    manuscript = read(PROSE + text)
    assert "\x00" not in manuscript.text
    assert all(region.span.end <= len(manuscript.text) for region in manuscript.regions)


@pytest.mark.literature
def test_every_markdown_file_of_the_literature_is_read_or_refused() -> None:
    if not (LITERATURE / "papers").is_dir():
        pytest.skip(f"no folder {LITERATURE}")
    files = sorted((LITERATURE / "papers").rglob("*.md"))
    assert len(files) > 100
    for file in files:
        try:
            manuscript = parse(file.read_bytes(), file)
        except UnreadablePaper as refused:
            assert refused.hint, file
            continue
        assert manuscript.metadata.title or "hubinger2019" in str(file), file
        prose = body(manuscript)
        assert "](" not in prose, file
        assert "<figcaption" not in prose, file
        assert "{: #" not in prose, file
        assert "footnotemark" not in prose, file
