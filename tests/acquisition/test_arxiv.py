"""What arXiv, Crossref and OpenAlex say of papers, and answers that are no answers."""

from __future__ import annotations

import json

import pytest

from alignqa.acquisition.arxiv.identifiers import ArxivId, arxiv_id
from alignqa.acquisition.arxiv.interface import licence_of, look_up
from alignqa.acquisition.doi_services import DoiServices
from alignqa.acquisition.licences import licence_name
from alignqa.errors import ProviderError
from alignqa.papers.document import Metadata
from local_server import Answer, LocalServer, MakeWeb, entry, feed

API = "export.arxiv.org/api/query"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arxiv:1906.01820", ArxivId("1906.01820")),
        ("arXiv: 1906.01820v3", ArxivId("1906.01820", 3)),
        ("arxiv:cs/0102003", ArxivId("cs/0102003")),
        ("arxiv:math.GT/0309136v1", ArxivId("math.GT/0309136", 1)),
        ("https://arxiv.org/abs/1906.01820", ArxivId("1906.01820")),
        ("http://www.arxiv.org/pdf/1906.01820v2.pdf", ArxivId("1906.01820", 2)),
        ("https://arxiv.org/html/2401.00001v1#S2", ArxivId("2401.00001", 1)),
        ("https://doi.org/10.48550/arXiv.1906.01820", ArxivId("1906.01820")),
        *(
            (text, None)
            for text in ("1906.01820", "arxiv:1906.018", "arxiv:1906.01820v0", "arxiv:../x", "arxiv:1906.01820,2", "")
        ),
        ("https://evil.example/arxiv.org/abs/1906.01820", None),
        ("https://arxiv.org.evil.example/abs/1906.01820", None),
    ],
)
def test_an_identifier_is_read_from_what_people_paste(text: str, expected: ArxivId | None) -> None:
    assert arxiv_id(text) == expected


def test_many_papers_are_looked_up_at_once_with_their_versions(papers_server: LocalServer, make_web: MakeWeb) -> None:
    more = (
        '<arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/182</arxiv:doi>'
        '<arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">Annals of Lamps 3</arxiv:journal_ref>'
    )
    papers_server.routes[API] = feed(entry("2401.00001", 3, title="On\n  Lanterns", more=more), entry("2401.00002", 1))
    wanted = [ArxivId("2401.00002", 1), ArxivId("2401.00001"), ArxivId("2401.00003")]
    records = look_up(make_web(), wanted)
    assert set(records) == {ArxivId("2401.00001"), ArxivId("2401.00002", 1)}
    assert records[ArxivId("2401.00001")].arxiv == ArxivId("2401.00001", 3)
    assert records[ArxivId("2401.00001")].metadata == Metadata(
        title="On Lanterns",
        authors=("Ada Ash", "Bo Beech"),
        year=2024,
        url="https://arxiv.org/abs/2401.00001",
        arxiv_id="2401.00001",
        doi="10.1000/182",
        venue="Annals of Lamps 3",
    )
    (asked,) = papers_server.asked
    assert asked.place == f"{API}?id_list=2401.00001,2401.00002v1,2401.00003&start=0&max_results=3"


def test_a_hundred_papers_are_two_requests_and_none_is_none(papers_server: LocalServer, make_web: MakeWeb) -> None:
    papers_server.routes[API] = feed()
    assert look_up(make_web(), [ArxivId(f"2401.{number:05}") for number in range(100)]) == {}
    assert len(papers_server.asked) == 2
    assert look_up(make_web(), []) == {}
    assert len(papers_server.asked) == 2


BOMB = b'<!DOCTYPE f [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><feed><entry><id>&b;</id></entry></feed>'
OUTSIDE = b'<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed><entry><id>&x;</id></entry></feed>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        OUTSIDE,
        b'<!DOCTYPE feed SYSTEM "https://evil.example/feed.dtd"><feed/>',
        BOMB.decode().encode("utf-16"),
        b"Rate exceeded.",
        b"",
        b"<html><body>Service unavailable</body></html>",
        b"<feed><entry></feed>",
        b"{}",
        b"\x00\x01\x02",
        b"<feed>" + b"<a>" * 400 + b"</a>" * 400 + b"</feed>",
    ],
)
def test_what_is_no_feed_is_refused(body: bytes, papers_server: LocalServer, make_web: MakeWeb) -> None:
    papers_server.routes[API] = Answer(body)
    with pytest.raises(ProviderError, match=r"arXiv's answer cannot be read: .+\."):
        look_up(make_web(), [ArxivId("2401.00001")])
    papers_server.routes[API] = feed(entry("2401.00001"))
    assert set(look_up(make_web(), [ArxivId("2401.00001")])) == {ArxivId("2401.00001")}  # the broken answer was not kept


@pytest.mark.parametrize(
    "bad",
    [
        "<entry><id>http://arxiv.org/api/errors#incorrect_id_format</id><title>Error</title></entry>",
        "<entry><id>https://evil.example/abs/2401.00001v9</id><title>x</title></entry>",
        "<entry><title>no id</title></entry>",
        "<entry><id>http://arxiv.org/abs/2401.00001v2</id></entry>",
        "<entry/>",
    ],
)
def test_an_entry_that_is_no_paper_is_passed_over(bad: str, papers_server: LocalServer, make_web: MakeWeb) -> None:
    papers_server.routes[API] = feed(bad, entry("2401.00002"))
    records = look_up(make_web(), [ArxivId("2401.00001"), ArxivId("2401.00002")])
    assert set(records) == {ArxivId("2401.00002")}


def test_control_characters_do_not_come_through(papers_server: LocalServer, make_web: MakeWeb) -> None:
    papers_server.routes[API] = feed(entry("2401.00001", title="On \x9b31mLanterns\u202e"))
    (record,) = look_up(make_web(), [ArxivId("2401.00001")]).values()
    assert record.metadata.title == "On 31mLanterns"


def test_the_licence_of_a_paper_is_asked_for_apart(papers_server: LocalServer, make_web: MakeWeb) -> None:
    papers_server.routes["oaipmh.arxiv.org/oai"] = [
        Answer(
            b"<OAI-PMH><GetRecord><license>http://arxiv.org/licenses/nonexclusive-distrib/1.0/</license></GetRecord></OAI-PMH>"
        ),
        Answer(b"<OAI-PMH><error code='idDoesNotExist'/></OAI-PMH>"),
    ]
    assert licence_of(make_web(), ArxivId("cs/0102003", 2)) == "arXiv.org non-exclusive licence"
    assert papers_server.asked[0].place.endswith("identifier=oai:arXiv.org:cs/0102003")
    assert licence_of(make_web(), ArxivId("2401.00001")) is None


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("http://creativecommons.org/licenses/by-nc-sa/4.0/", "CC BY-NC-SA 4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("License: CC BY 4.0", "CC BY 4.0"),
        ("License: arXiv.org perpetual non-exclusive license", "arXiv.org non-exclusive licence"),
        ("https://publisher.example/tdm", "https://publisher.example/tdm"),
        ("\x1b[31m all\nrights reserved", "[31m all rights reserved"),
        ("", None),
    ],
)
def test_a_licence_has_a_short_name(stated: str, name: str | None) -> None:
    assert licence_name(stated) == name


# by DOI

CROSSREF = {
    "message": {
        "DOI": "10.1000/182",
        "title": ["On Lanterns"],
        "author": [{"given": "Ada", "family": "Ash"}, {"family": "Lamp Society"}, "nonsense"],
        "issued": {"date-parts": [[2023, 5]]},
        "container-title": ["Annals of Lamps"],
        "license": [{"URL": "https://creativecommons.org/licenses/by/4.0/"}],
    }
}
OPENALEX = {
    "doi": "https://doi.org/10.1000/182",
    "title": "Another Title",
    "publication_year": 2022,
    "authorships": [{"author": {"display_name": "Bo Beech"}}],
    "primary_location": {"license": "cc-by", "source": {"display_name": "Lamps"}},
}


def test_a_service_is_asked_only_where_it_was_set_up(papers_server: LocalServer, make_web: MakeWeb) -> None:
    assert DoiServices(make_web()).look_up("10.1000/182") == Metadata()
    assert papers_server.asked == []


def test_crossref_is_asked_with_a_mail_address_and_openalex_with_a_key(papers_server: LocalServer, make_web: MakeWeb) -> None:
    papers_server.routes |= {
        "api.crossref.org/works/10.1000%2F182": Answer(json.dumps(CROSSREF).encode()),
        "api.openalex.org/works/doi:10.1000%2F182": Answer(json.dumps(OPENALEX).encode()),
    }
    known = DoiServices(make_web(), mailto="reader@example.org").look_up("10.1000/182")
    assert known == Metadata(
        title="On Lanterns",
        authors=("Ada Ash", "Lamp\u00a0Society"),  # an organization is one name
        year=2023,
        licence="CC BY 4.0",
        doi="10.1000/182",
        venue="Annals of Lamps",
    )
    other = DoiServices(make_web(), openalex_key="hush").look_up("10.1000/182")
    assert (other.title, other.authors, other.year, other.venue) == ("Another Title", ("Bo Beech",), 2022, "Lamps")
    assert [asked.place.partition("?")[2] for asked in papers_server.asked] == ["mailto=reader%40example.org", "api_key=hush"]
    both = DoiServices(make_web(), mailto="reader@example.org", openalex_key="hush").look_up("10.1000/182")
    assert both == known


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"<html>", b"[" * 100_000, b'{"message": [' + b"1" * 9_000])
def test_what_a_service_says_that_is_no_record_is_refused(body: bytes, papers_server: LocalServer, make_web: MakeWeb) -> None:
    papers_server.routes["api.crossref.org/works/10.1000%2F182"] = Answer(body)
    with pytest.raises(ProviderError, match=r"The answer of api.crossref.org about 10.1000/182 cannot be read"):
        DoiServices(make_web(), mailto="reader@example.org").look_up("10.1000/182")
    papers_server.routes["api.crossref.org/works/10.1000%2F182"] = Answer(json.dumps(CROSSREF).encode())
    assert DoiServices(make_web(), mailto="reader@example.org").look_up("10.1000/182").title == "On Lanterns"


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"title": 3, "author": {"a": 1}, "issued": [], "license": "x"},
        {"title": [1], "issued": {"date-parts": [["x"]]}},
        [],
        7,
    ],
)
def test_fields_of_a_wrong_kind_are_unknown(message: object, papers_server: LocalServer, make_web: MakeWeb) -> None:
    papers_server.routes["api.crossref.org/works/10.1000%2F182"] = Answer(json.dumps({"message": message}).encode())
    assert DoiServices(make_web(), mailto="reader@example.org").look_up("10.1000/182") == Metadata()


def test_a_doi_that_nobody_knows_tells_nothing(make_web: MakeWeb) -> None:
    assert DoiServices(make_web(), mailto="reader@example.org").look_up("10.1000/../x?y#z") == Metadata()
