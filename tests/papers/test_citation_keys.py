import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignqa.papers.bibliography.citation_keys import citation_key, distinct_key, family_name, fold_title
from alignqa.papers.document import Metadata


@pytest.mark.parametrize(
    ("authors", "year", "title", "key"),
    [
        (("Evan Hubinger", "Chris van Merwijk"), 2019, "Risks from Elsewhere", "hubinger2019risks"),
        (("Chris van Merwijk",), 2019, "The Development of Things", "merwijk2019development"),
        (("de la Cruz, María",), 2001, "On the Why of It", "cruz2001it"),
        (("Łukasz Żółć",), None, "Straße", "zolcstrasse"),
        (("Tim O'Neill",), 1999, "Occam's razor", "oneill1999occams"),
        (("Martin Luther King Jr.",), 1963, "A Letter", "king1963letter"),
        (("Ann Doe et al.",), 2020, "GPT-4 rises", "doe2020gpt"),
        ((), 2020, "2001: a title", "2001-title-2020"),
        (("evhub",), None, None, "evhub"),
        ((), None, None, "my-notes-v2"),
        (("李 飞",), None, "深度", "my-notes-v2"),
        (("{unclosed",), 2020, None, "unclosed2020"),
    ],
)
def test_a_key_is_author_year_word(authors, year, title, key):
    assert citation_key(Metadata(authors=authors, year=year, title=title), fallback="My Notes (v2)") == key


@pytest.mark.parametrize(
    ("known", "fallback", "key"),
    [
        (Metadata(title="The Risks of Lamps at Sea"), "03", "risks-lamps-at"),
        (Metadata(title="Inner Alignment"), "02", "inner-alignment"),
        (Metadata(title="X-Risk"), "A1", "x-risk"),
        (Metadata(title="Risks", year=2020), "risks", "papers-risks-2020"),  # the folder's name, since the stem says the same
        (Metadata(title="Risks"), "07", "07-risks"),
        (Metadata(title="Risks", wholes=("Part 2", "The Lamp Book")), "07", "lamp-book-risks"),
        (Metadata(title="Risks", venue="Annals of Lamps"), "07", "annals-lamps-risks"),
        (Metadata(title="Sleeper", url="https://www.lamp-lab.example/blog/7"), "07", "lamp-lab-sleeper"),
        (Metadata(title="Risks", authors=("Ada Lark",)), "07", "larkrisks"),
    ],
)
def test_a_key_without_an_author_is_never_a_lone_word(known, fallback, key):
    assert citation_key(known, fallback=fallback, folder="papers") == key


def test_a_lone_word_of_which_nothing_else_is_known_is_a_paper_s():
    assert citation_key(Metadata(title="Sleeper"), fallback="sleeper") == "paper-sleeper"


def test_where_nothing_is_ascii_the_key_is_paper():
    assert citation_key(Metadata(), fallback="深度") == "paper"


@given(st.text(), st.text(), st.text())
def test_a_key_is_lower_case_ascii_whatever_comes(author, title, fallback):
    key = citation_key(Metadata(authors=(author,), title=title), fallback=fallback)
    assert key
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_taken_key_gets_letters_from_b():
    assert distinct_key("k", []) == "k"
    assert distinct_key("k", {"k"}) == "kb"
    assert distinct_key("k", {"k", "kb", "kd"}) == "kc"
    to_z = {"k", *("k" + letter for letter in "bcdefghijklmnopqrstuvwxyz")}
    assert distinct_key("k", to_z) == "kaa"
    assert distinct_key("k", to_z | {"kaa"}) == "kab"


def test_a_family_name_of_particles_keeps_them():
    assert family_name("von") == "von"
    assert family_name("Jan van der Berg") == "Berg"
    assert family_name("a, b, c, d") == "a, b, c, d"


@pytest.mark.parametrize(
    ("title", "folded"),
    [
        ("  Risks: from_Learned —Optimization! ", "risks from learned optimization"),
        ("ﬁne ＡＩ Straße", "fine ai strasse"),
        ("?!", ""),
    ],
)
def test_titles_are_folded(title, folded):
    assert fold_title(title) == folded
    assert fold_title(folded) == folded
