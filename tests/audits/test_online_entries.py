"""Entries of a reference list held against registers: a server of our own answers in the forms of arXiv, Crossref and OpenAlex.

The forms are those of https://info.arxiv.org/help/api/user-manual.html, https://api.crossref.org and
https://developers.openalex.org/api-reference/works; the works are invented.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from typer.testing import CliRunner, Result

from alignqa.acquisition.doi_services import HOSTS
from alignqa.acquisition.network.addresses import KNOWN_HOSTS, AllowedHosts
from alignqa.acquisition.network.cache import ResponseCache
from alignqa.acquisition.network.pace import Pace
from alignqa.acquisition.network.transport import CheckedTransport
from alignqa.acquisition.network.web import RequestLimits, Web
from alignqa.acquisition.registers.registers import Registers
from alignqa.audits.drafts.draft import Draft, draft_of
from alignqa.audits.findings import Audit, FindingVerdict, WhyNot
from alignqa.audits.online.matching import is_same_venue
from alignqa.audits.works.references import references_beside
from alignqa.cli.main import app
from alignqa.wiring import auditor_of, open_home
from fake_clock import FakeClock
from local_server import Answer, LocalServer, entry, feed

pytestmark = pytest.mark.real

API = "export.arxiv.org/api/query"
WORKS = "api.crossref.org/works"
OPENALEX = "api.openalex.org/works"
NOTHING = Answer(b"Resource not found.", 404)


def json_answer(value: object) -> Answer:
    return Answer(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def crossref(title: str = "Why candles lean to the north", **more: object) -> dict[str, object]:
    """A work as Crossref has it."""
    return {
        "DOI": "10.5555/candles",
        "type": "journal-article",
        "title": [title],
        "author": [{"given": "Ada", "family": "Lark", "sequence": "first"}, {"given": "Bruno", "family": "Field"}],
        "issued": {"date-parts": [[2021, 3]]},
        "published-online": {"date-parts": [[2020, 11, 2]]},
        "container-title": ["Journal of Wax and Light"],
        "short-container-title": ["J. Wax Light"],
        **more,
    }


def crossref_work(**more: object) -> Answer:
    return json_answer({"status": "ok", "message-type": "work", "message": crossref(**more)})  # type: ignore[arg-type]  # the fields of a work


def crossref_list(*works: Mapping[str, object]) -> Answer:
    message = {"total-results": len(works), "items": list(works)}
    return json_answer({"status": "ok", "message-type": "work-list", "message": message})


@pytest.fixture
def registry() -> Iterator[LocalServer]:
    """A server in which all registers are there, and have nothing."""
    with LocalServer() as server:
        server.routes |= {API: feed(), WORKS: crossref_list(), OPENALEX: json_answer({"meta": {"count": 0}, "results": []})}
        yield server


Check = Callable[..., Audit]


@pytest.fixture
def check(registry: LocalServer, cited_home: Path, tmp_path: Path) -> Check:
    """Audits a draft with a reference list against the registers, as a new process would."""
    clock = FakeClock()

    def audit(
        text: str = r"It leans \cite{k}.",
        *,
        bib: str = "",
        name: str = "draft.tex",
        key: str | None = None,
        seconds: float = 30.0,
    ) -> Audit:
        (tmp_path / "draft").mkdir(exist_ok=True)
        (tmp_path / "pace").mkdir(exist_ok=True)
        (tmp_path / "draft" / "list.bib").write_text(bib, encoding="utf-8")
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        web = Web(
            CheckedTransport(resolve=lambda _: ["127.0.0.1"], tls=tls, loopback_port=registry.port),
            hosts=AllowedHosts(KNOWN_HOSTS | HOSTS),
            pace=Pace(tmp_path / "pace", clock),
            cache=ResponseCache(tmp_path / "cache", clock),
            clock=clock,
            agent="alignqa/test",
            limits=RequestLimits(connect=seconds, read=seconds, total=seconds),
        )
        draft: Draft = draft_of(text, name)
        listed = references_beside(tmp_path / "draft" / name, text)
        registers = Registers(web, openalex_key=key)
        return auditor_of(open_home(cited_home)).audit(draft, references=listed, registers=registers)

    return audit


def told(audit: Audit) -> list[tuple[FindingVerdict, str]]:
    return [
        (finding.verdict, finding.message) for finding in audit.findings if finding.verdict is not FindingVerdict.UNKNOWN_WORK
    ]


def bib(kind: str = "article", **fields: str) -> str:
    given = {
        "title": "Why candles lean to the north",
        "author": "Lark, Ada and Field, Bruno",
        "year": "2021",
        "journal": "Journal of Wax and Light",
        **fields,
    }
    return f"@{kind}{{k,\n" + ",\n".join(f"  {name} = {{{value}}}" for name, value in given.items() if value) + "\n}\n"


def test_an_entry_that_is_right_is_said_to_be_and_the_answers_are_asked_for_once(registry: LocalServer, check: Check):
    registry.routes[f"{WORKS}/10.5555%2Fcandles"] = crossref_work()
    found = check(bib=bib(doi="10.5555/candles"))
    assert told(found) == [(FindingVerdict.RIGHT, "Crossref has it like this.")]
    assert registry.places == [f"{WORKS}/10.5555%2Fcandles"]
    check(bib=bib(doi="10.5555/candles", year="2020"))  # the year in which it came online
    assert len(registry.asked) == 1
    assert check(bib=bib(doi="10.5555/candles", journal="J. Wax Light")).problems == ()


@pytest.mark.parametrize(
    ("fields", "verdict", "message"),
    [
        ({"year": "2017"}, FindingVerdict.WRONG_YEAR, "The entry k gives 2017, but the work is from 2020–2021. (Crossref)"),
        (
            {"author": "Lark, Ada and Marsh, Cleo"},
            FindingVerdict.WRONG_AUTHORS,
            "The entry k names Cleo Marsh, but the work is by Ada Lark, Bruno Field. (Crossref)",
        ),
        (
            {"title": "Why candles lean to the south of every room"},
            FindingVerdict.WRONG_TITLE,
            "The entry k has a different title; the title of the work is “Why candles lean to the north”. (Crossref)",
        ),
        (
            {"journal": "Annals of Masonry"},
            FindingVerdict.WRONG_VENUE,
            "The entry k says “Annals of Masonry”, but the work appeared in “Journal of Wax and Light”. (Crossref)",
        ),
    ],
)
def test_facts_that_do_not_belong_together(
    registry: LocalServer, check: Check, fields: dict[str, str], verdict: FindingVerdict, message: str
):
    registry.routes[f"{WORKS}/10.5555%2Fcandles"] = crossref_work()
    assert told(check(bib=bib(doi="10.5555/candles", **fields))) == [(verdict, message)]


def test_an_identifier_of_another_work_and_one_that_does_not_exist(registry: LocalServer, check: Check):
    other = crossref(title="Masonry for owls", author=[{"given": "Emil", "family": "Reed"}], DOI="10.5555/owls")
    registry.routes |= {
        f"{WORKS}/10.5555%2Fowls": json_answer({"message": other}),
        WORKS: crossref_list(crossref()),
        API: feed(),
    }
    ((verdict, message),) = told(check(bib=bib(doi="10.5555/owls")))
    assert verdict is FindingVerdict.WRONG_LINK
    assert message == "doi:10.5555/owls is another work: Reed 2021, Masonry for owls. (Crossref)"
    ((verdict, message),) = told(check(bib=bib(doi="10.5555/nowhere")))
    assert (verdict, message) == (FindingVerdict.WRONG_LINK, "doi:10.5555/nowhere does not exist.")
    found = check(bib=bib(eprint="2401.99999", archiveprefix="arXiv"))
    assert told(found)[0] == (FindingVerdict.WRONG_LINK, "arXiv:2401.99999 does not exist.")
    asked = len(registry.asked)
    check(bib=bib(doi="10.5555/nowhere"))
    assert len(registry.asked) == asked, "that there is nothing is kept like an answer"


def test_a_doi_of_another_agency_exists(registry: LocalServer, check: Check):
    agency = {"message": {"DOI": "10.5281/zenodo.1", "agency": {"id": "datacite", "label": "DataCite"}}}
    registry.routes[f"{WORKS}/10.5281%2Fzenodo.1/agency"] = json_answer(agency)
    assert FindingVerdict.WRONG_LINK not in {verdict for verdict, _ in told(check(bib=bib(doi="10.5281/zenodo.1")))}


def test_a_retraction_is_found_by_notice_mark_and_comment(registry: LocalServer, check: Check):
    notice = {"type": "retraction", "DOI": "10.5555/notice", "label": "Retraction", "updated": {"date-parts": [[2023, 5, 1]]}}
    registry.routes[f"{WORKS}/10.5555%2Fcandles"] = crossref_work(**{"updated-by": [{"type": "correction"}, notice]})
    assert told(check(bib=bib(doi="10.5555/candles"))) == [
        (FindingVerdict.RETRACTED, "It was retracted in 2023 (doi:10.5555/notice). (Crossref)")
    ]
    registry.routes[f"{WORKS}/10.5555%2Fmarked"] = crossref_work(title="RETRACTED ARTICLE: Why candles lean to the north")
    assert told(check(bib=bib(doi="10.5555/marked")))[0] == (FindingVerdict.RETRACTED, "It was retracted. (Crossref)")
    doubted = crossref_work(**{"updated-by": [{"type": "expression_of_concern", "DOI": "10.5555/doubt"}]})
    registry.routes[f"{WORKS}/10.5555%2Fdoubted"] = doubted
    found = check(bib=bib(doi="10.5555/doubted"))
    assert told(found) == [(FindingVerdict.IN_DOUBT, "It was put in doubt (doi:10.5555/doubt). (Crossref)")]
    assert (found.problems, len(found.shown)) == ((), 1)
    more = "<arxiv:comment>This paper has been withdrawn</arxiv:comment>"
    title = "Why candles lean to the north"
    registry.routes[API] = feed(entry("2401.00001", title=title, authors=("Ada Lark", "Bruno Field"), more=more))
    found = check(bib=bib(eprint="2401.00001", archiveprefix="arXiv", journal="", year="2024"))
    assert told(found)[0] == (FindingVerdict.RETRACTED, "Its authors have withdrawn it from arXiv. (arXiv)")


def test_a_preprint_that_was_published_since(registry: LocalServer, check: Check):
    preprint = entry(
        "2001.00001", title="Why candles lean to the north", published="2020-01-02", authors=("Ada Lark", "Bruno Field")
    )
    registry.routes |= {API: feed(preprint), WORKS: crossref_list(crossref())}
    fields = {"eprint": "2001.00001", "archiveprefix": "arXiv", "year": "2020"}
    found = check(bib=bib("misc", journal="", **fields))
    message = "The preprint has been published since: Journal of Wax and Light, 2021, doi:10.5555/candles. (Crossref)"
    assert told(found) == [(FindingVerdict.PUBLISHED, message)]
    assert not found.problems
    assert found.shown
    assert told(check(bib=bib(**fields))) == [(FindingVerdict.RIGHT, "arXiv has it like this.")]
    assert told(check(bib=bib(**{**fields, "year": "2021"})))[0][0] is FindingVerdict.RIGHT, "the year of the published version"
    assert told(check(bib=bib(**{**fields, "journal": "arXiv preprint arXiv:2001.00001"})))[0][0] is FindingVerdict.PUBLISHED


def test_works_without_an_identifier_are_searched(registry: LocalServer, check: Check):
    asked: list[str] = []

    def search(query: str) -> Answer:
        asked.append(parse_qs(query)["query.bibliographic"][0])
        return crossref_list(crossref(title="Candles", DOI="10.5555/other"), crossref())

    registry.routes[WORKS] = search
    assert told(check(bib=bib())) == [(FindingVerdict.RIGHT, "Crossref has it like this.")]
    assert asked == ["Why candles lean to the north Ada Lark"]
    registry.routes[WORKS] = crossref_list()
    found = check(bib=bib(title="On the invented habits of glass"))
    assert told(found) == [(FindingVerdict.NOT_REGISTERED, "The entry k is of a work that no register has; it may not exist.")]
    found = check(bib=bib("book", title="A very long book of wicks", journal="", publisher="North Press"))
    assert told(found) == []
    assert [(item.reason, item.count) for item in found.not_judged if item.reason is WhyNot.UNREGISTERED] == [
        (WhyNot.UNREGISTERED, 1)
    ]


def test_openalex_is_asked_with_a_key_about_what_the_others_lack(registry: LocalServer, check: Check):
    work = {
        "id": "https://openalex.org/W1",
        "doi": "https://doi.org/10.5555/candles",
        "title": "Why candles lean to the north",
        "publication_year": 2021,
        "type": "article",
        "is_retracted": True,
        "authorships": [{"author": {"display_name": "Ada Lark"}}, {"author": {"display_name": "Bruno Field"}}],
        "primary_location": {"source": {"display_name": "Journal of Wax and Light", "type": "journal"}},
        "locations": [],
    }
    registry.routes[OPENALEX] = json_answer({"results": [work]})
    assert told(check(bib=bib()))[0][0] is FindingVerdict.NOT_REGISTERED
    assert not any(place.startswith("api.openalex.org") for place in registry.places)
    assert told(check(bib=bib(), key="secret")) == [(FindingVerdict.RETRACTED, "It was retracted. (OpenAlex)")]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(b"", 429, headers={"Retry-After": "1"}), "api.crossref.org is overloaded: it answers 429, 3 times."),
        (Answer(b"<html>", 200), "The answer of api.crossref.org about “Why candles lean to the north Ada Lark” cannot be read."),
        (Answer(drip=True, claimed=-1), "The answer of https://api.crossref.org/works came too slowly."),
        (Answer(b"", 500), "cannot be fetched: it answers 500, 3 times."),
        (Answer(json.dumps([1]).encode()), "cannot be read."),
    ],
)
def test_a_register_that_gives_no_answer_is_named_and_nothing_is_held_against_the_entry(
    registry: LocalServer, check: Check, answer: Answer, why: str
):
    registry.routes[WORKS] = answer
    found = check(bib=bib(), seconds=0.5 if answer.drip else 30.0)
    assert told(found) == []
    (note,) = [note for note in found.notes if note.startswith("Crossref gave no answer: ")]
    assert why in note
    assert [item.count for item in found.not_judged if item.reason is WhyNot.UNREACHED] == [1]
    assert not found.is_whole


def test_answers_of_wrong_kinds_count_as_empty(registry: LocalServer, check: Check):
    strange = {
        "title": "no list",
        "author": [3, {"family": 7}],
        "issued": {"date-parts": [None]},
        "updated-by": "x",
        "relation": [],
    }
    registry.routes |= {WORKS: crossref_list(strange), f"{WORKS}/10.5555%2Fcandles": json_answer({"message": strange})}
    found = check(bib=bib(doi="10.5555/candles"))
    assert told(found)[0][0] is FindingVerdict.NOT_REGISTERED
    assert told(check(bib=bib()))[0][0] is FindingVerdict.NOT_REGISTERED


def test_the_list_of_the_draft_itself_is_looked_up(registry: LocalServer, check: Check):
    registry.routes[WORKS] = crossref_list(crossref())
    draft = """Candles lean [1], and others do too [2].

## References

[1] A. Lark and C. Marsh. Why candles lean to the north. Journal of Wax and Light, 2017.
[2] E. Reed. On the invented habits of glass. In Proceedings of the Conference on Panes, 2020.
"""
    found = check(draft, name="draft.md")
    assert [(finding.line, finding.verdict) for finding in found.findings if finding.is_problem] == [
        (5, FindingVerdict.WRONG_AUTHORS),
        (5, FindingVerdict.WRONG_YEAR),
        (6, FindingVerdict.NOT_REGISTERED),
    ]
    registry.routes[API] = feed()
    linked = check("See [this](https://arxiv.org/abs/2401.99999) and doi:10.5555/nowhere here.", name="note.md")
    assert [message for _, message in told(linked)] == ["arXiv:2401.99999 does not exist.", "doi:10.5555/nowhere does not exist."]


PRINTED = (
    "- Lark, A., & Field, B. (2021). Why candles lean to the north. *Journal of Wax and Light*, 3(2), 10–2020.",
    "1. Ada Lark and Bruno Field. Why Candles Lean to the North. J. Wax Light 3 (2021) 10-20. doi:10.5555/candles.",
    "Lark A, Field B. Why candles lean to the north. J Wax Light. 2021;3(2):10-20. https://doi.org/10.5555/candles",
    "[LF21] A. Lark et al., “Why candles lean to the north,” Journal of Wax and Light, vol. 3, Mar. 2021.",
)


@pytest.mark.parametrize("printed", PRINTED)
def test_entries_in_the_styles_of_many_journals_are_right(registry: LocalServer, check: Check, printed: str):
    registry.routes |= {WORKS: crossref_list(crossref()), f"{WORKS}/10.5555%2Fcandles": crossref_work()}
    found = check(f"Candles lean (Lark & Field, 2021) to the north.\n\n## References\n\n{printed}\n", name="draft.md")
    assert "Crossref has it like this." in {finding.message for finding in found.findings}
    assert not found.problems
    latex = printed.lstrip("-1. ").replace("*", "").replace("&", r"\&")
    item = rf"Candles lean \cite{{k}}.\begin{{thebibliography}}{{9}}\bibitem{{k}} {latex} \end{{thebibliography}}"
    assert not check(item).problems


@pytest.mark.parametrize(
    ("written", "known", "same"),
    [
        ("NeurIPS", "Advances in Neural Information Processing Systems", True),
        ("Proc. Natl. Acad. Sci.", "Proceedings of the National Academy of Sciences", True),
        ("FAccT", "ACM Conference on Fairness, Accountability, and Transparency", True),
        ("International Conference on Machine Learning", "ICML", True),
        ("NeurIPS", "International Conference on Learning Representations", False),
        ("Annals of Masonry", "Journal of Wax and Light", False),
        ("Proceedings of the Annual Meeting", "Journal of Wax and Light", False),
    ],
)
def test_venues_are_compared_by_words_and_abbreviations(written: str, known: str, same: bool):
    assert is_same_venue(written, [known]) is same


def test_all_entries_are_looked_up_with_nocite(registry: LocalServer, check: Check):
    found = check(r"Text.\nocite{*}", bib=bib(title="On the invented habits of glass"))
    assert [verdict for verdict, _ in told(found)] == [FindingVerdict.NOT_REGISTERED]
    assert told(check("Text.", bib=bib())) == []


def run(home: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), "audit", *map(str, arguments)])


def test_text_json_and_sarif_show_what_the_registers_say(
    registry: LocalServer, cited_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ALIGNQA_FETCH_LOOPBACK", str(registry.port))
    monkeypatch.setenv("ALIGNQA_CACHE", str(tmp_path / "cache"))
    preprint = entry(
        "2001.00001", title="Why candles lean to the north", published="2020-01-02", authors=("Ada Lark", "Bruno Field")
    )
    registry.routes |= {API: feed(preprint), WORKS: crossref_list(crossref())}
    text = bib("misc", journal="", year="2020", eprint="2001.00001", archiveprefix="arXiv")
    (tmp_path / "list.bib").write_text(text + text.replace("{k,", "{n,").replace("2020", "2012"), encoding="utf-8")
    draft = tmp_path / "draft.md"
    draft.write_text("Candles lean [@k], and do so often [@n].\n", encoding="utf-8")
    shown = run(cited_home, draft, "--online")
    assert shown.exit_code == 1, shown.output
    assert "line 1, citation: published since" in shown.stdout
    assert "The entry n gives 2012, but the work is from 2020–2024. (arXiv)" in " ".join(shown.stdout.split())
    found = json.loads(run(cited_home, draft, "--online", "--json").stdout)["drafts"][0]["findings"]
    assert [item["verdict"] for item in found if "published since" in item["message"]] == ["published since"] * 2
    results = json.loads(run(cited_home, draft, "--online", "--sarif").stdout)["runs"][0]["results"]
    assert sorted((item["ruleId"], item["level"]) for item in results) == [
        ("citation/published-since", "note"),
        ("citation/published-since", "note"),
        ("citation/wrong-year", "error"),
    ]
    assert run(cited_home, draft, "--online", "--fail-on", "retracted").exit_code == 0
    before = len(registry.asked)
    assert run(cited_home, draft).exit_code == 0
    assert len(registry.asked) == before
