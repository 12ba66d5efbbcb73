import pytest

from alignqa.errors import UnknownPaper, UsageError
from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.document import Metadata
from alignqa.retrieval.filters import Filters, parse_years, select

RECORDS = [
    PaperRecord("winter2019learned", Metadata(authors=("Eva Winter", "Ota van Novak"), year=2019), "a", "0"),
    PaperRecord("stone2022faking", Metadata(authors=("Ada Stone",), year=2022, cited_as=("Stone 2023",)), "b", "1"),
    PaperRecord("undated", Metadata(), "c", "2"),
]


@pytest.mark.parametrize(
    ("text", "years"), [("2019", (2019, 2019)), ("2019..2022", (2019, 2022)), ("2019..", (2019, None)), ("..2022", (None, 2022))]
)
def test_years(text: str, years: tuple[int | None, int | None]) -> None:
    assert parse_years(text) == years


@pytest.mark.parametrize("text", ["", "..", "19", "2022..2019", "next year"])
def test_what_is_no_range_of_years(text: str) -> None:
    with pytest.raises(UsageError):
        parse_years(text)


def test_no_filter_leaves_everything() -> None:
    assert select(RECORDS, Filters()) is None


def test_filters_hold_together() -> None:
    assert select(RECORDS, Filters(authors=("novak",), years=(2018, 2020))) == {"winter2019learned"}


def test_a_paper_is_found_under_the_year_it_is_cited_with() -> None:
    assert select(RECORDS, Filters(years=(2023, 2023))) == {"stone2022faking"}


@pytest.mark.parametrize(
    ("filters", "offered"),
    [
        (Filters(papers=("winter2019lerned",)), "winter2019learned"),
        (Filters(authors=("Wintr",)), "Winter"),
        (Filters(years=(1999, 1999)), "2022"),
    ],
)
def test_a_filter_that_nothing_matches_offers_the_nearest(filters: Filters, offered: str) -> None:
    with pytest.raises(UnknownPaper) as caught:
        select(RECORDS, filters)
    assert offered in caught.value.hint


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        (Filters(papers=("undated",)), {"undated"}),
        (Filters(papers=("undated", "stone2022faking")), {"undated", "stone2022faking"}),  # one of them
        (Filters(authors=("Ada Stone", "winter")), {"stone2022faking", "winter2019learned"}),
        (Filters(authors=("van Novak",)), {"winter2019learned"}),
        (Filters(authors=("Stone 2023",)), {"stone2022faking"}),  # as it is cited
        (Filters(years=(2022, 2022)), {"stone2022faking"}),
        (Filters(years=(2019, 2022)), {"winter2019learned", "stone2022faking"}),
        (Filters(years=(None, 2019)), {"winter2019learned"}),
        (Filters(years=(2020, None)), {"stone2022faking"}),
    ],
)
def test_papers_that_filters_leave(filters: Filters, keys: set[str]) -> None:
    assert select(RECORDS, filters) == keys


@pytest.mark.parametrize("author", ["Eva Stone", "Eva Novak", "", "?"])  # the words of two authors are those of none
def test_an_author_has_all_the_words_of_the_name(author: str) -> None:
    with pytest.raises(UnknownPaper):
        select(RECORDS, Filters(authors=(author,)))


def test_filters_that_hold_only_one_by_one_leave_nothing() -> None:
    with pytest.raises(UnknownPaper, match="combination"):
        select(RECORDS, Filters(papers=("undated",), authors=("winter",)))


def test_a_range_may_be_one_year_long() -> None:
    assert parse_years("2019..2019") == (2019, 2019)


@pytest.mark.parametrize("author", ["Ibáñez Prado", "ibanez prado", "Prado", "Rosa Ibáñez Prado"])
def test_a_family_name_of_two_words_is_found_by_any_of_them(author: str) -> None:
    record = PaperRecord("ibanezprado2020", Metadata(authors=("Rosa Ibáñez\u00a0Prado",), year=2020), "d", "3")
    assert select([*RECORDS, record], Filters(authors=(author,))) == {"ibanezprado2020"}


def test_an_unknown_author_is_answered_with_whole_family_names() -> None:
    record = PaperRecord("ibanezprado2020", Metadata(authors=("Rosa Ibáñez\u00a0Prado",)), "d", "3")
    with pytest.raises(UnknownPaper) as caught:
        select([record], Filters(authors=("Ibanes Prado",)))
    assert "Ibáñez Prado?" in str(caught.value.hint)
