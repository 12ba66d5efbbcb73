"""A short text below title, authors and year of a work: notes on it, its abstract, or a short post."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.bibliography import read_bibtex
from alignqa.papers.document import Metadata
from alignqa.papers.identity.identification import Identity, identify
from alignqa.papers.identity.literature import Literature
from alignqa.papers.parsing.formats import parse_bytes

PAPER = Metadata(
    title="On the Keeping of Lamps", authors=("Ada Lark", "Bo Finch"), year=2019, key="lark2019keeping", doi="10.1/lamps"
)
POST = Metadata(
    title="On the Keeping of Lamps", authors=("Ada Lark",), year=2019, key="lark2019keeping", url="https://a.example/l"
)
FACTS = "---\ntitle: On the Keeping of Lamps\nauthors: [Ada Lark]\nyear: 2019\n{more}---\n\n"
ABSTRACT = (
    "Lamps burn oil, and oil is dear. In this paper we discuss how lamps are kept, and we present five problems. "
    "We review what is known of each, and suggest which of them deserve to be studied first."
)
LETTER = "I have kept lamps for thirty years, and I do not know why they go out at night. " * 10


def identified(text: str, *works: Metadata, more: str = "", references: str = "") -> Identity:
    manuscript = parse_bytes((FACTS.format(more=more) + text).encode(), Path("n.md"))
    return identify(manuscript, Path("n.md"), references=read_bibtex(references)[0], literature=Literature(works))


@pytest.mark.parametrize(
    "text",
    [
        "I think that the lamp is a poor example, since nobody owns one.",
        "- The lamp is a poor example.\n- Nobody owns one.",
        "My verdict: the lamp is a poor example, and the whole field knows it. " + "Nobody owns one, nor ever did. " * 6,
        "## Remarks\n\nNobody owns a lamp.",
        f"## Abstract\n\n{ABSTRACT}\n\n## My thoughts\n\nI doubt it.",
        "The authors discuss five problems of lamps. "
        + "We show this paper to our group, and present its results next week. " * 3,
        "Lark argues that lamps are dear. " + "We present this paper next week, and discuss its results at length. " * 3,
    ],
)
@pytest.mark.parametrize("more", ["", "doi: 10.1/lamps\ncitekey: lark2019keeping\n"])
def test_remarks_below_the_facts_of_a_paper_are_notes_on_it(text: str, more: str) -> None:
    identity = identified(text, PAPER, more=more)
    known = identity.metadata
    assert (known.title, known.authors, known.year, known.key) == ("Notes on On the Keeping of Lamps", (), None, None)
    assert (known.doi, known.url) == (None, None)
    (notice,) = identity.notices
    assert notice.startswith("It bears title and authors of lark2019keeping (“On the Keeping of Lamps”), but its ")
    assert "If it is the work, write “key: lark2019keeping” in its front matter" in notice


@pytest.mark.parametrize("text", [f"## Abstract\n\n{ABSTRACT}", ABSTRACT, "**Abstract.** Lamps burn oil, and oil is dear."])
def test_an_abstract_is_its_authors_words_and_the_user_is_told_how_to_say_that_it_is_not(text: str) -> None:
    identity = identified(text, PAPER)
    assert identity.metadata.authors == ("Ada Lark", "Bo Finch")
    assert identity.metadata.key == "lark2019keeping"
    (notice,) = identity.notices
    assert "words of text: it is taken for an abstract or an excerpt of lark2019keeping" in notice
    told = identified(text, PAPER, more="type: literature note\n")
    assert (told.metadata.title, told.metadata.authors) == ("Notes on On the Keeping of Lamps", ())


def test_a_key_in_the_front_matter_says_that_it_is_the_work() -> None:
    identity = identified("Nobody owns a lamp.", PAPER, more="key: lark2019keeping\n")
    assert (identity.metadata.key, identity.metadata.year, identity.notices) == ("lark2019keeping", 2019, ())


def test_a_short_post_is_its_author_s_but_a_few_sentences_are_not_it() -> None:
    assert identified(LETTER, POST).metadata.key == "lark2019keeping"
    assert identified(LETTER, POST).notices == ()
    assert identified(LETTER, PAPER).metadata.authors == ()
    assert identified("I have kept lamps for thirty years.", POST).metadata.authors == ()
    assert identified(f"{LETTER}\n\nThe author claims that it is so.", POST).metadata.authors == ()


def test_notes_on_a_paper_of_a_reference_list_are_told_apart_too() -> None:
    entry = "@article{lark, title={On the Keeping of Lamps}, author={Lark, Ada}, year={2019}, doi={10.1000/lamps}}"
    identity = identified("I doubt it.", references=entry)
    assert (identity.metadata.title, identity.metadata.authors) == ("Notes on On the Keeping of Lamps", ())
    assert identified(ABSTRACT, references=entry).metadata.doi == "10.1000/lamps"


ENTRY = "@article{{k2, author={{Lark, Ada}}, title={{On the Keeping of Lamps}}, year={year}, journal={{Lamp Letters}}}}"


@pytest.mark.parametrize("year", [2018, 2019])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.md", "# On the Keeping of Lamps\n\nBy Ada Lark, 2019\n\nLamps burn far into the night.\n"),
        ("p.md", FACTS.format(more="") + "Lamps burn far into the night.\n"),
        (
            "p.tex",
            r"\documentclass{article}\title{On the Keeping of Lamps}\author{Ada Lark}\date{2019}\begin{document}\maketitle "
            r"Lamps burn far into the night.\end{document}",
        ),
    ],
)
def test_a_short_text_keeps_its_own_author_and_year_beside_a_reference_list(name: str, text: str, year: int) -> None:
    identity = identify(parse_bytes(text.encode(), Path(name)), Path(name), references=read_bibtex(ENTRY.format(year=year))[0])
    known = identity.metadata
    assert (known.title, known.authors, known.year) == ("On the Keeping of Lamps", ("Ada Lark",), 2019)
    (notice,) = identity.notices
    assert "words are too few to tell: what it says of itself is kept" in notice


def test_the_year_of_a_reference_list_does_not_replace_that_of_the_file_unless_it_names_the_file() -> None:
    text = "# On the Keeping of Lamps\n\nBy Ada Lark, 2019\n\n" + "A lamp burns oil all night. " * 200
    manuscript, entry = parse_bytes(text.encode(), Path("n.md")), ENTRY.format(year=2018)
    identity = identify(manuscript, Path("n.md"), references=read_bibtex(entry)[0])
    assert (identity.metadata.year, identity.metadata.venue) == (2019, "Lamp Letters")
    (notice,) = identity.notices
    assert notice.startswith(
        "It says 2019 of itself, and k2 in a reference list (“On the Keeping of Lamps”) says 2018: 2019 is kept."
    )
    named = identify(manuscript, Path("n.md"), references=read_bibtex(entry[:-1] + ", file={n.md}}")[0])
    assert (named.metadata.year, named.notices) == (2018, ())


@pytest.mark.parametrize(
    ("head", "title", "year"),
    [
        ("# On the Keeping of Lamps\n\nReviewed by Petra Nowak, 3 June 2021", "Review of On the Keeping of Lamps", 2021),
        ("# On the Keeping of Lamps\n\n*Book review by Petra Nowak (Tin School)*", "Review of On the Keeping of Lamps", None),
        (
            FACTS.format(more="doi: 10.1/lamps\n") + "Reviewed by Petra Nowak, 3 June 2021",
            "Review of On the Keeping of Lamps",
            2021,
        ),
        (
            "---\ntitle: On the Keeping of Lamps\nauthor: Petra Nowak\nyear: 2021\n---\n\n**Book review**",
            "Review of On the Keeping of Lamps",
            2021,
        ),
        ("# Review of On the Keeping of Lamps\n\nBy Petra Nowak, 2021", "Review of On the Keeping of Lamps", 2021),
    ],
)
@pytest.mark.parametrize("words", [10, 2000])
@pytest.mark.parametrize("listed", [True, False])
def test_a_review_is_its_reviewer_s_and_has_nothing_of_the_work(
    head: str, title: str, year: int | None, words: int, listed: bool
) -> None:
    manuscript = parse_bytes(f"{head}\n\n{'This report is far too long. ' * (words // 5)}\n".encode(), Path("r.md"))
    known = {"literature": Literature([PAPER])} if listed else {"references": read_bibtex(ENTRY.format(year=2019))[0]}
    found = identify(manuscript, Path("r.md"), **known).metadata  # type: ignore[arg-type]  # either of the two
    assert (found.title, found.authors, found.year) == (title, ("Petra Nowak",), year)
    assert (found.doi, found.venue, found.key) == (None, None, None)


def test_a_journal_that_names_its_editor_and_reviewers_has_no_review() -> None:
    head = "# On the Keeping of Lamps\n\nAda Lark, Bo Finch\n\nEdited by: Jo Roe\n\nReviewed by: Petra Nowak"
    text = f"{head}\n\n{'A lamp burns oil all night. ' * 200}\n"
    found = identify(parse_bytes(text.encode(), Path("r.md")), Path("r.md"), literature=Literature([PAPER])).metadata
    assert (found.title, found.authors) == ("On the Keeping of Lamps", ("Ada Lark", "Bo Finch"))


@pytest.mark.parametrize(
    "text",
    [
        "## My thoughts\n\nThe lamp would not survive another winter.",
        "I doubt that the lamp would survive another winter.",
        "The authors claim that a lamp lasts ten winters, and give no reason.",
        "We were not convinced: the lamp is a poor example.",
    ],
)
@pytest.mark.parametrize("listed", [True, False])
def test_unsigned_notes_in_a_readers_voice_are_notes_on_the_work(text: str, listed: bool) -> None:
    manuscript = parse_bytes(f"# On the Keeping of Lamps\n\n{text}\n".encode(), Path("n.md"))
    references = "@article{lark2019, author = {Lark, Ada}, title = {On the Keeping of Lamps}, year = 2019}"
    known = {"literature": Literature([PAPER])} if listed else {"references": read_bibtex(references)[0]}
    identity = identify(manuscript, Path("n.md"), **known)  # type: ignore[arg-type]  # either of the two
    assert (identity.metadata.title, identity.metadata.authors) == ("Notes on On the Keeping of Lamps", ())
    assert "speaks as a reader of it" in identity.notices[0]


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("# On the Keeping of Lamps", ABSTRACT),  # it may be anything
        ("# On the Keeping of Lamps\n\nBy Cy Moss", "I doubt that the lamp would survive."),  # a text of his own
        ("# On the Mending of Lamps", "I doubt that the lamp would survive."),
        ("# On the Keeping of Lamps", "I doubt that the lamp would survive. " * 200),
        ("---\ntitle: On the Keeping of Lamps\nkey: moss2020\n---", "I doubt that the lamp would survive."),
    ],
)
def test_other_unsigned_texts_keep_their_title(head: str, text: str) -> None:
    manuscript = parse_bytes(f"{head}\n\n{text}\n".encode(), Path("n.md"))
    title = identify(manuscript, Path("n.md"), literature=Literature([PAPER])).metadata.title
    assert title is not None
    assert not title.startswith("Notes on")


def test_an_unsigned_post_may_say_i() -> None:
    manuscript = parse_bytes(f"# On the Keeping of Lamps\n\n{LETTER}\n".encode(), Path("n.md"))
    assert identify(manuscript, Path("n.md"), literature=Literature([POST])).metadata.title == "On the Keeping of Lamps"
