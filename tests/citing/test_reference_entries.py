"""The list of references of a paper: its entries, and the marks in the text that point to them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alignqa.citing.entries import CitedEntry, entries_of
from alignqa.citing.marks import MarkReader
from alignqa.papers.document import Manuscript, Page, Region, RegionKind, Section, Span


def manuscript(body: str, *listed: str) -> Manuscript:
    """A paper with a body and a list of references, each entry a region as a parser writes it."""
    text, regions = f"{body}\n\n", []
    for entry in listed:
        regions.append(Region(Span(len(text), len(text) + len(entry)), RegionKind.BIBLIOGRAPHY))
        text += f"{entry}\n\n"
    return Manuscript(text, regions=tuple(regions))


def facts(entry: CitedEntry) -> tuple[str, int | None, str | None]:
    return entry.metadata.authors[0], entry.metadata.year, entry.metadata.title


@pytest.mark.parametrize(
    ("printed", "author", "year", "title"),
    [
        ("Ada Lark and Bo Field. On wicks that want, 2020. URL https://a.example/w.", "Ada Lark", 2020, "On wicks that want"),
        (
            "A. Lark, B. Field, and C. van Moor. On wicks that want. Lamps, 3(2):1–9, 2020b.",
            "A. Lark",
            2020,
            "On wicks that want",
        ),
        ("Ada Lark, Bo Field, et al. 2020. On wicks that want. In Proc. of Lamps.", "Ada Lark", 2020, "On wicks that want"),
        ("Lark, A. B., & Field, B. (2020). On wicks that want. Lamps, 4, 1–12.", "A. B. Lark", 2020, "On wicks that want"),
        ("A. Lark and B. Field, “On wicks that want,” in Proc. Lamps, 2020, pp. 3–9.", "A. Lark", 2020, "On wicks that want"),
        ("“On wicks that want”, Lark & Field 2020", "Lark", 2020, "On wicks that want"),
        ("Lamp Institute. Oil safety report. Technical report, May 2020.", "Lamp Institute", 2020, "Oil safety report"),
        (
            "Ada Lark. Do wicks want? no, they do not. Lamps, 1999. Accessed 3 May 2020.",
            "Ada Lark",
            1999,
            "Do wicks want? no, they do not",
        ),
        (
            'Min Wu. The "a is b" wick, 2020. URL https://a.example/b.',
            "Min Wu",
            2020,
            'The "a is b" wick',
        ),
    ],
)
def test_an_entry_of_any_style_states_author_year_and_title(printed, author, year, title):
    (entry,) = entries_of(manuscript("Text.", printed))
    assert facts(entry) == (author, year, title)


@pytest.mark.parametrize(
    ("printed", "author", "year"),
    [
        ("A. Lark. (2015, Aug.) Quiet wicks. [Online]. Available: http://a.example/w/", "A. Lark", 2015),
        ("[3] A. Lark. (2015, Aug.) Quiet wicks. [Online]. Available: http://a.example/w/", "A. Lark", 2015),
        ("Lark, A. (2019, Jan. 5). Quiet wicks. Lamps Weekly.", "A. Lark", 2019),
        ("Lark, A., & Field, B. C. (2014a, March). Quiet wicks. Lamps.", "A. Lark", 2014),
        ("A. Lark and B. Field. (Spring 2018) Quiet wicks. Lamps, 3(2).", "A. Lark", 2018),
        ("Ada Lark (2019-01-05). “Quiet wicks”. Lamps.", "Ada Lark", 2019),
        ("Lark, A. [@lark] (2019, May 3). Quiet wicks. Lamps.", "A. Lark", 2019),
        ("Lark, A. (n.d.). Quiet wicks. Lamp House. https://a.example/w", "A. Lark", None),
        ("A. Lark. (in press) Quiet wicks. Lamps.", "A. Lark", None),
        ("Lark, A. (forthcoming). Quiet wicks. Lamps.", "A. Lark", None),
        ("Ada Lark. 5 January 2019. Quiet wicks. Lamps.", "Ada Lark", 2019),
        ("Ada Lark. Quiet wicks. https://a.example/w, 2018. [Online; accessed 5-January-2020].", "Ada Lark", 2018),
        ("Lark, A., Field, B.: Quiet wicks. Lamps 3(2), 1–9 (2019)", "A. Lark", 2019),
        ("Lark A, Field B. Quiet wicks. Lamps. 2019 Jan;3(2):1-9.", "A Lark", 2019),
        ("Meta AI. Quiet wicks. 2019.", "Meta AI", 2019),
    ],
)
def test_a_date_in_any_form_is_no_part_of_title_or_names(printed, author, year):
    (entry,) = entries_of(manuscript("Text.", printed))
    assert facts(entry) == (author, year, "Quiet wicks")


@pytest.mark.parametrize(
    ("printed", "author", "year", "title"),
    [
        ("Ada Q. Lark, Bo Field, and Cy Moor. Quiet wicks. Lamps, 2017.", "Ada Q. Lark", 2017, "Quiet wicks"),
        ("Ada Q. Lark. Quiet wicks. Lamps, 2017.", "Ada Q. Lark", 2017, "Quiet wicks"),
        ("Kay A. De Moor. 2016. Quiet wicks: A reader. Press.", "Kay A. De Moor", 2016, "Quiet wicks: A reader"),
        ("Lark, A. and Field, B. Quiet wicks of old. Journal of Oil, 12(3):45–67, 2019.", "A. Lark", 2019, "Quiet wicks of old"),
        ("Lark, A. and Field, B., 2019. Quiet wicks. Oil.", "A. Lark", 2019, "Quiet wicks"),
        ("Lark, Ada Q., and Bo Field. “Quiet Wicks.” Oil 3 (2019): 1–9.", "Ada Q. Lark", 2019, "Quiet Wicks"),
        ("Lark, Ada, Field, Bo, and Moor, Cy Q. Quiet wicks. In Oil, 2019.", "Ada Lark", 2019, "Quiet wicks"),
        ("[4] A. Lark and P. Q. Field, A Guide to Oil, 3rd ed. Harlow, UK: Press, 1999.", "A. Lark", 1999, "A Guide to Oil"),
        ("A. Lark, Quiet Wicks, MIT Press, 1999.", "A. Lark", 1999, "Quiet Wicks"),
        (
            "L. van der Lark, Jr. and M. O’Field, “The 2010 wick,” Oil, 2001, pp. 1999–2010.",
            "L. van der Lark Jr.",
            2001,
            "The 2010 wick",
        ),
        ("Lark Q. A., Field B. Quiet wicks of old. Oil, 2019.", "Q. A. Lark", 2019, "Quiet wicks of old"),
        ("Ada Lark, bo field, and Cy Moor. 2022. Quiet wicks. Oil.", "Ada Lark", 2022, "Quiet wicks"),
        ("Mistral AI. 2025. Quiet wicks of ai.", "Mistral AI", 2025, "Quiet wicks of ai"),
        ("OpenAI, Ada Lark, and Bo Field. Quiet wicks, 2023.", "OpenAI", 2023, "Quiet wicks"),
        ("Institute for Lamps and Oil (2003, Winter). Yearbook.", "Institute for Lamps and Oil", 2003, "Yearbook"),
        ("Lark, A. (1781/1998). Quiet wicks. Press.", "A. Lark", 1998, "Quiet wicks"),
        ("A. Lark. Quiet wicks. Press, 1781/1998.", "A. Lark", 1998, "Quiet wicks"),
        ("Lark-Mööre, A. ([1933] 1974). Quiet wicks. Press.", "A. Lark-Mööre", 1974, "Quiet wicks"),
        ("Lark, A. (1859). Quiet wicks. Press.", "A. Lark", 1859, "Quiet wicks"),
        ("Plato. (ca. 380 B.C.E.). Wicks.", "Plato", None, "Wicks"),
        ("Homer. (8th century BCE/1990). Wicks.", "Homer", 1990, "Wicks"),
        ("Lark, A., Jr. (in press). Wicks lie. Oil.", "A. Lark Jr.", None, "Wicks lie"),
        (
            "Ada Lark. Do wicks sleep? Notes from thirty winters. Oil, 2019.",
            "Ada Lark",
            2019,
            "Do wicks sleep? Notes from thirty winters",
        ),
        ("Ada Lark. Do wicks sleep? Oil and Lamps, 2019.", "Ada Lark", 2019, "Do wicks sleep?"),
    ],
)
def test_names_end_where_the_title_begins(printed, author, year, title):
    (entry,) = entries_of(manuscript("Text.", printed))
    assert facts(entry) == (author, year, title)


def test_an_initial_or_two_letters_do_not_end_a_name():
    (entry,) = entries_of(manuscript("Text.", "Ada Q. Lark, Bo Field, Cy AI Moor, and 3 others. Quiet wicks, 2019."))
    assert entry.metadata.authors == ("Ada Q. Lark", "Bo Field", "Cy AI Moor et al.")


def test_paragraphs_of_their_own_are_entries_of_their_own_whatever_they_state():
    listed = (
        "Lark, A., Jr. (in press). Wicks lie. Oil.",
        "O'Field, M., & van der Moor, J. (2001). The 2010 wick. In B. Reed (Ed.), Wicks of 1999. Press.",
        "Plato. (ca. 380 B.C.E.). Wicks.",
        "Ada Lark, Bo Field, and Cy Moor. An undated wick. In Conference on Oil (COIL).",
        "xAI. Loud wicks, 2023. https://a.example/w.",
        "“Wicks at Night”. The Lamp Times. 3 May 1999.",
        "de Moor, B. (1937). The last wick. Press.",
    )
    found = entries_of(manuscript("Text.", *listed))
    assert [entry.text for entry in found] == list(listed)
    assert [entry.metadata.authors[:1] for entry in found] == [
        ("A. Lark Jr.",),
        ("M. O'Field",),
        ("Plato",),
        ("Ada Lark",),
        ("xAI",),
        (),
        ("B. de Moor",),
    ]


def test_an_undated_entry_is_not_joined_with_the_next_one_of_a_page():
    listed = ("Ada Lark and Bo Field. Quiet wicks. In Conference on Oil (COIL).", "Cy Moor and Dora Moss. 2019. Loud wicks. Oil.")
    found = manuscript("Text.", *listed)
    paged = replace(found, pages=(Page(Span(0, len(found.text)), 1),))
    assert [facts(entry) for entry in entries_of(paged)] == [("Ada Lark", None, "Quiet wicks"), ("Cy Moor", 2019, "Loud wicks")]


def test_external_links_are_no_references():
    found = manuscript("Text.", "Song of Lamps (1965) Ada Lark")
    assert len(entries_of(found)) == 1
    assert entries_of(replace(found, sections=(Section("External links", Span(0, len(found.text))),))) == ()


def test_a_dash_stands_for_the_authors_of_the_entry_before():
    listed = ("A. Lark. (2015, Aug.) Quiet wicks. Lamps.", "——. (2016) Loud wicks. Lamps.", "———, “Mirrors,” Lamps, 2017.")
    found = entries_of(manuscript("Text.", *listed))
    expected = [("A. Lark", 2015, "Quiet wicks"), ("A. Lark", 2016, "Loud wicks"), ("A. Lark", 2017, "Mirrors")]
    assert [facts(entry) for entry in found] == expected


def test_an_entry_broken_over_pages_is_one_and_its_address_is_whole():
    (one, two) = entries_of(
        manuscript(
            "Text.",
            "Ada Lark, Bo Field, and Cy Moor. On wicks that want",
            "and what they do at night, 2020. URL https://arxiv.",
            "org/abs/2001.00027.",
            "Dora Moss. Oil budgets, 2018.",
        )
    )
    assert facts(one) == ("Ada Lark", 2020, "On wicks that want and what they do at night")
    assert one.metadata.arxiv_id == "2001.00027"
    assert facts(two) == ("Dora Moss", 2018, "Oil budgets")


def test_two_entries_in_one_line_do_not_lend_each_other_their_identifiers():
    line = (
        "Ada Lark. On wicks that want, 2020. URL https://a.example/wicks. Bo Field, Cy Moor, and Emil Reed. Quiet wicks and "
        "shades, 2021. URL https://arxiv.org/abs/2101.00001."
    )
    one, two = entries_of(manuscript("Text.", line))
    assert (one.metadata.year, one.metadata.arxiv_id) == (2020, None)
    assert (facts(two), two.metadata.arxiv_id) == (("Bo Field", 2021, "Quiet wicks and shades"), "2101.00001")


def test_a_table_of_contents_is_no_list_of_references():
    assert entries_of(manuscript("Text.", "G.1 Descriptions of lamps . . . . . 100 G.2 Results . . . . 110")) == ()


LISTED = (
    "Ada Lark and Bo Field. On wicks that want, 2020a.",
    "Ada Lark and Bo Field. On wicks that hide, 2020b.",
    "Ada Lark. Alone with lamps, 2020.",
    "Cy Moor, Dora Moss, and Emil Reed. Mirrors for lanterns, 2019.",
)


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ("Wicks hide (Lark & Field, 2020b).", ["On wicks that hide"]),
        ("Wicks hide (Lark and Field, 2020).", []),  # either of two
        ("Lark (2020) sat alone.", ["Alone with lamps"]),
        ("Mirrors help (Moor et al., 2019; Lark & Field, 2020a).", ["Mirrors for lanterns", "On wicks that want"]),
        ("Mirrors help (Moor et al., 2018).", []),  # another work of theirs
        ("Mirrors help (Moor, 2019).", []),  # a work of Moor alone
        ("Lark and Moss (2020) disagree.", []),
        ("In July 2019 the lanterns went out.", []),
    ],
)
def test_a_mark_means_one_entry_or_nothing(body, meant):
    found = manuscript(body, *LISTED)
    pointers = MarkReader(found, entries_of(found)).marks()
    assert [pointer.entry.metadata.title for pointer in pointers] == meant


def test_numbers_in_brackets_point_to_entries_and_raised_ones_do_not():
    listed = [f"[{number}] Ada Lark. Wick number {number} of many, 20{number:02}." for number in (1, 2, 3)]
    found = manuscript("Lamps burn [1, 3]. They burn 10^2^ hours.^2^ Lark[2] agrees, over [4].", *listed)
    pointers = MarkReader(found, entries_of(found)).marks()
    assert [(pointer.span.of(found.text), pointer.entry.number) for pointer in pointers] == [
        ("[1, 3]", 1),
        ("[1, 3]", 3),
        ("[2]", 2),
    ]
