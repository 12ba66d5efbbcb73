"""Citations of every style are found, resolved to their work, and judged; what cannot be resolved is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.audits.drafts.draft import draft_of, read_draft
from alignqa.audits.drafts.mentions import mentions_in
from alignqa.audits.findings import Audit, DraftPart, FindingVerdict
from alignqa.audits.works.references import read_bbl, references_beside
from alignqa.papers.document import Span
from alignqa.wiring import auditor_of, open_home

pytestmark = pytest.mark.real

FALSE = "After a month 41% of the lanterns moved away from windows"
RIGHT, UNKNOWN = FindingVerdict.RIGHT, FindingVerdict.UNKNOWN_WORK


@pytest.fixture(scope="module")
def auditor(cited_home: Path):
    return auditor_of(open_home(cited_home))


def audited(auditor, text: str, name: str = "draft.md", **known) -> Audit:
    return auditor.audit(read_draft(text.encode(), name), **known)


def citations(audit: Audit) -> list[FindingVerdict]:
    return [finding.verdict for finding in audit.findings if finding.part is DraftPart.CITATION]


def content(audit: Audit) -> list[FindingVerdict]:
    return [finding.verdict for finding in audit.findings if finding.part is DraftPart.CONTENT]


def mentioned(text: str, name: str = "draft.txt"):
    return mentions_in(draft_of(text, name), Span(0, len(text)))


@pytest.mark.parametrize(
    ("text", "authors", "year"),
    [
        ("It is so (Doe, 2001).", ["Doe"], 2001),
        ("It is so (Doe 2001, p. 4).", ["Doe"], 2001),
        ("Doe (2001) says so.", ["Doe"], 2001),
        ("J. Doe (2001) says so.", ["J. Doe"], 2001),
        ("See van der Berg (2001).", ["van der Berg"], 2001),
        ("See O’Neill (2001).", ["O’Neill"], 2001),
        ("See d'Alembert (2001).", ["d'Alembert"], 2001),
        ("See Öberg-Šimko (2001).", ["Öberg-Šimko"], 2001),
        ("See Ávila et al. (2001).", ["Ávila"], 2001),
        ("Doe, J. A., & Roe, R. (2001). A title.", ["J. A. Doe", "R. Roe"], 2001),
        ("Doe's (2001) view.", ["Doe"], 2001),
        ("It is so [Doe 2001].", ["Doe"], 2001),
        ("(see e.g. Doe, 2001a)", ["Doe"], 2001),
        ("It is so (Doe, forthcoming).", ["Doe"], None),
        ("It is so (Doe & Roe, n.d.).", ["Doe", "Roe"], None),
    ],
)
def test_authors_and_years_are_citations_by_their_form(text: str, authors: list[str], year: int | None):
    (mention,) = mentioned(text)
    assert mention.formal
    assert ([name.text for name in mention.authors], mention.year) == (authors, year)


def test_one_name_may_have_several_years_and_one_bracket_several_works():
    assert [(m.authors[0].text, m.year) for m in mentioned("It is so (Doe, 2001, 2003; Roe 2004a, b; cf. Poe 2005).")] == [
        ("Doe", 2001),
        ("Doe", 2003),
        ("Roe", 2004),
        ("Poe", 2005),
    ]


@pytest.mark.parametrize(
    "text",
    ["It was June 2001.", "In Tokyo 2001 it rained.", "(June 2001)", "At NeurIPS (2019) it was shown.", "See Figure (2001)."],
)
def test_a_place_a_month_and_a_meeting_cite_nothing(text: str):
    assert not any(mention.formal for mention in mentioned(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("It is so (Doe, 2001).", "neither in the corpus nor in the literature list."),
        ("Doe (2001) says so.", "neither in the corpus nor in the literature list."),
        ("Moss (2003) says so.", "Known works of Moss: 2018, “Oil budgets for very large lamps indeed”."),
        ("It is so (Field, 1999).", "Known works of Field: 2021, “Quiet wicks"),
    ],
)
def test_an_unknown_work_of_one_author_is_named(auditor, text: str, message: str):
    (found,) = [finding for finding in audited(auditor, text).findings if finding.part is DraftPart.CITATION]
    assert found.verdict is UNKNOWN
    assert message in found.message


NUMBERED = (
    "\n\n## References\n\n{0}1{1} Lark, A., Field, B. and Marsh, C. Why trained lanterns come to want the night. 2020."
    "\n\n{0}2{1} Doe, J. Unheard of. 1999.\n"
)


@pytest.mark.parametrize(
    "text",
    [
        f"{FALSE} [1].{NUMBERED.format('[', ']')}",
        f"{FALSE}.[1]{NUMBERED.format('[', ']')}",
        f"{FALSE} [1, p. 3]. More.{NUMBERED.format('[', ']')}",
        f"{FALSE} [1]. More.{NUMBERED.format('', '.')}",
        f"{FALSE}.¹ More is said.{NUMBERED.format('', '.')}",
        f"{FALSE}^1^. More is said.{NUMBERED.format('', '.')}",
        f"{FALSE}.<sup>1</sup> More is said.{NUMBERED.format('', '.')}",
        f"{FALSE} (Lark et al., 2020). So it is.\n",
        f"{FALSE}.[^a] More is said.\n\n[^a]: See Lark et al. (2020).\n",
        f"{FALSE}[^a]. More is said.\n\n[^a]: Lark et al. (2020), p. 3.\n",
        f"{FALSE} [source](https://example.org/lanterns?x=1).\n\nLark et al. (2020) reward glowing. {FALSE} (ibid.).\n",
        f"Lark et al. (2020) reward glowing. {FALSE} (ibid., p. 4).\n",
    ],
)
def test_a_false_number_is_found_through_every_style(auditor, text: str):
    assert FindingVerdict.CONTRADICTED in content(audited(auditor, text))


def tex(body: str) -> str:
    return rf"\begin{{document}}{body}\end{{document}}"


TEX_FALSE = FALSE.replace("%", r"\%")


@pytest.mark.parametrize(
    "cited",
    [
        r"\cite{lark}",
        r"\citep[see][p.~3]{lark}",
        r"\citet*{lark}",
        r"\parencite{other,lark}",
        r"\textcite{lark}",
        r"\autocites[1]{other}[2]{lark}",
        r"\footcite{lark}",
        r"\footnote{See \cite{lark}.}",
        r"\footnote{\cite[3]{lark}}",
    ],
)
def test_the_cite_family_leads_to_its_entry(auditor, tmp_path: Path, cited: str):
    (tmp_path / "x.bib").write_text(
        "@article{lark, title={Why trained lanterns come to want the night}, author={Lark, Ada and Field, Bruno and Marsh, Cleo},"
        " year={2020}}\n@book{other, title={Unheard of}, author={Doe, Jo}, year={1999}}\n",
        encoding="utf-8",
    )
    text = rf"\begin{{document}}{TEX_FALSE} {cited}. It is so.\bibliography{{x}}\end{{document}}"
    audit = audited(auditor, text, "d.tex", references=references_beside(tmp_path / "d.tex", text))
    assert FindingVerdict.CONTRADICTED in content(audit)
    assert RIGHT in citations(audit)


def test_keys_are_undefined_unused_and_defined_twice(auditor, tmp_path: Path):
    entry = (
        "title={Why trained lanterns come to want the night}, author={Lark, Ada and Field, Bruno and Marsh, Cleo}, year={2020}"
    )
    (tmp_path / "refs").mkdir()
    (tmp_path / "refs" / "x.bib").write_text(
        f"@article{{lark, {entry}}}\n@article{{lark, {entry}}}\n@book{{spare, title={{Unheard of}}}}\n", encoding="utf-8"
    )
    text = tex(
        r"Lanterns prefer the night \cite{lark}, and lamps too \cite{lrak}. \addbibresource{refs/x.bib} \bibliography{gone}"
    )
    audit = audited(auditor, text, "d.tex", references=references_beside(tmp_path / "d.tex", text))
    assert citations(audit) == [FindingVerdict.DEFINED_TWICE, FindingVerdict.NO_ENTRY]
    assert "One entry of the reference list is never cited: spare." in audit.notes
    assert "gone.bib, which the draft names, is not in its folder." in audit.notes
    everything = text.replace(r"\addbib", r"\nocite{*}\addbib")
    again = audited(auditor, everything, "d.tex", references=references_beside(tmp_path / "d.tex", everything))
    assert citations(again) == citations(audit)
    assert not any("never cited" in note for note in again.notes)


def test_a_reference_list_outside_the_folder_is_not_read(tmp_path: Path):
    (tmp_path / "secret.bib").write_text("@book{a, title={A}}", encoding="utf-8")
    (tmp_path / "in").mkdir()
    found = references_beside(tmp_path / "in" / "d.tex", r"\bibliography{../secret}")
    assert not found.entries


def test_a_bbl_file_is_read_in_both_forms(auditor, tmp_path: Path):
    printed = (
        "\\begin{thebibliography}{9}\n\\bibitem[Lark et~al.(2020)Lark, Field]{lark}\nA.~Lark, B.~Field, and C.~Marsh.\n"
        "\\newblock Why trained lanterns come to want the night, 2021.\n\\bibitem{doe} J. Doe. Unheard of.\n"
        "\\end{thebibliography}\n"
    )
    (tmp_path / "d.bbl").write_text(printed, encoding="utf-8")
    text = tex(r"Lanterns prefer the night \cite{lark}, as \cite{doe} says.")
    audit = audited(auditor, text, "d.tex", references=references_beside(tmp_path / "d.tex", text))
    assert citations(audit) == [FindingVerdict.WRONG_YEAR, UNKNOWN]
    entries, _ = read_bbl(
        "\\entry{lark}{article}{}\n\\name{author}{1}{}{%\n{{hash=1}{%\nfamily={Lark},\ngiven={Ada},\n}}%\n}\n"
        "\\field{title}{Why trained \\emph{lanterns} glow}\n\\field{year}{2020}\n"
        "\\verb{doi}\n\\verb 10.1000/x\n\\endverb\n\\endentry\n"
    )
    known = entries["lark"]
    assert (known.authors, known.title, known.year, known.doi) == (("Ada Lark",), "Why trained lanterns glow", 2020, "10.1000/x")


def test_the_list_of_a_latex_draft_itself_defines_its_keys(auditor):
    listed = (
        r"\begin{thebibliography}{9}\bibitem{lark} A. Lark, B. Field, C. Marsh. Why trained lanterns come to want the night. 2020"
        ".\n" + r"\bibitem{doe} J. Doe. Unheard of.\end{thebibliography}"
    )
    audit = audited(auditor, tex(rf"{TEX_FALSE} \cite{{lark}}. So it is \cite{{lrak}}, and so \cite{{doe}}. {listed}"), "d.tex")
    assert content(audit)[0] is FindingVerdict.CONTRADICTED
    assert sorted(citations(audit)) == sorted([RIGHT, FindingVerdict.NO_ENTRY, UNKNOWN])


@pytest.mark.parametrize(
    "authors",
    [
        "Lark, A., Field, B. and Marsh, C.",
        "Lark, Ada, Bruno Field, and Cleo Marsh.",
        "Lark A, Field B, Marsh C.",
        "A. Lark, B. Field, & C. Marsh.",
        "Ada Lark et al.",
        "Lark, A., et al.",
        "Lark, Ada; Field, Bruno; Marsh, Cleo.",
    ],
)
def test_authors_are_read_as_reference_lists_write_them(auditor, authors: str):
    title = "“Why trained lanterns come to want the night”, 2020"
    assert citations(audited(auditor, f"## References\n\n- {authors} {title}.\n")) == [RIGHT]


def test_a_number_without_an_entry_is_a_fault(auditor):
    audit = audited(auditor, f"Lanterns prefer the night [1–3].{NUMBERED.format('[', ']')}")
    assert sorted(citations(audit)) == sorted([RIGHT, UNKNOWN, FindingVerdict.NO_ENTRY])


@pytest.mark.parametrize(
    "text", ["Take x in [0, 1].", "Item a[1] is so.", "- [ ] to do", "[1](https://example.org)", "It is 5² m."]
)
def test_brackets_and_powers_that_cite_nothing(text: str):
    assert [mention.mark for mention in mentioned(text, "draft.md") if mention.mark] == []


@pytest.mark.parametrize(
    "text",
    [
        "[Lark et al. (2020)](https://arxiv.org/abs/2001.00001v2) reward glowing.",
        "Lanterns glow [here](https://arxiv.org/pdf/2001.00001).",
        "Lanterns glow (https://doi.org/10.1000/lamps).",
        "Lanterns glow, arXiv:2001.00001.",
        "Lanterns glow ([a post](https://www.lesswrong.com/posts/abcdefghijklmnopq/lamps#part)).",
    ],
)
def test_links_lead_to_works(text: str, tmp_path_factory: pytest.TempPathFactory):
    from alignqa.audits.works.cited_blocks import cited_blocks
    from alignqa.audits.works.known_works import KnownWorks
    from alignqa.audits.works.references import ReferenceList
    from alignqa.audits.works.resolving import Resolver
    from alignqa.papers.document import Metadata
    from alignqa.papers.identity.literature import Literature

    work = Metadata(
        title="Why trained lanterns come to want the night",
        authors=("Ada Lark", "Bruno Field", "Cleo Marsh"),
        year=2020,
        key="lark",
        arxiv_id="2001.00001",
        doi="10.1000/lamps",
        url="https://www.alignmentforum.org/posts/abcdefghijklmnopq/lamps-and-night",
    )
    works = KnownWorks([], Literature((work,)))
    (block,) = cited_blocks(draft_of(text, "d.md"), Resolver(works, ReferenceList()))
    (cited,) = block.cited
    assert [found.metadata.key for found in cited.works] == ["lark"]
    assert not cited.faults


def test_a_link_to_another_work_than_the_one_named_is_a_fault(auditor):
    audit = audited(auditor, "As [Lark et al. (2020)](https://arxiv.org/abs/1906.01820) and doi:10.1000/none say.")
    assert citations(audit)[0] in {RIGHT, FindingVerdict.WRONG_LINK}
    assert citations(audit)[1] is UNKNOWN


def test_a_pandoc_key_is_a_citation_and_a_handle_is_not(auditor):
    assert citations(audited(auditor, "So it is [see @lark2020why, sec. 2; -@nobody].")) == [RIGHT, UNKNOWN]
    assert citations(audited(auditor, "@{lark2020why} says so, as @keeper told me@example.org.")) == [RIGHT]


LARK = "title={Why trained lanterns come to want the night}, author={Lark, Ada and Field, Bruno and Marsh, Cleo}"


def beside(folder: Path, bib: str, text: str):
    (folder / "x.bib").write_text(bib, encoding="utf-8")
    return references_beside(folder / "d.tex", text)


@pytest.mark.parametrize("link", ["[as shown][Source]", "[source][]", "[source]"])
def test_a_link_by_its_label_leads_to_the_work_of_its_address(auditor, link: str):
    url = "https://example.org/lanterns"
    known = f"{FALSE} (Lark et al., 2020, {url}).\n"
    assert FindingVerdict.CONTRADICTED in content(audited(auditor, known))
    draft = draft_of(f"It is so {link}.\n\n[source]: <{url}> 'A title'\n", "d.md")
    (mention,) = [mention for block in draft.blocks for mention in mentions_in(draft, block.span)]
    assert mention.link == url
    assert draft.line(mention.span.start) == 1


def test_a_label_without_an_address_and_a_number_are_no_links():
    assert mentioned("It is so [as shown][source] and [it] too.", "d.md") == []
    draft = draft_of("It is so [1].\n\n[1]: https://arxiv.org/abs/2001.00001\n", "d.md")
    assert [(mention.link, mention.mark) for mention in mentions_in(draft, Span(0, 14))] == [
        ("https://arxiv.org/abs/2001.00001", "")
    ]


@pytest.mark.parametrize(
    "cited", [r"\volcite{2}[3]{lark}", r"\Cite{lark}", r"\Citep{lark}", r"\Parencite{lark}", r"\pvolcite{1}{lark}"]
)
def test_further_commands_of_biblatex_lead_to_their_entry(auditor, tmp_path: Path, cited: str):
    text = tex(rf"{TEX_FALSE} {cited}.")
    listed = beside(tmp_path, f"@article{{lark, {LARK}, year={{2020}}}}", text)
    assert citations(audited(auditor, text, "d.tex", references=listed)) == [RIGHT]


def test_a_command_that_sets_a_style_cites_nothing(auditor, tmp_path: Path):
    text = tex(r"\citestyle{acm}\setcitestyle{numbers,square}\citereset Lanterns glow.")
    assert citations(audited(auditor, text, "d.tex", references=beside(tmp_path, "@book{a, title={A}}", text))) == []


def test_all_entries_are_checked_if_all_are_cited_at_once(auditor, tmp_path: Path):
    bib = f"@article{{lark, {LARK}, year={{2019}}}}\n@book{{spare, title={{Unheard of}}}}"
    for text in (tex(r"\nocite{*} Lanterns glow."), tex("Lanterns glow.\n\n\\nocite{*}\n")):
        audit = audited(auditor, text, "d.tex", references=beside(tmp_path, bib, text))
        assert citations(audit) == [FindingVerdict.WRONG_YEAR]
        assert audit.notes == ()
    before = r"\documentclass{a}\nocite{*}" + tex("Lanterns glow \\cite{lark}.")
    assert not any(
        "never cited" in note for note in audited(auditor, before, "d.tex", references=beside(tmp_path, bib, before)).notes
    )


def test_broken_entries_are_named_and_so_are_the_keys_that_need_them(auditor, tmp_path: Path):
    bib = f"@article{{lark, {LARK}, year={{2020}}}}\n@article{{b, title={{X, author={{Y}}\n@article{{c title={{Z}}}}\n"
    text = tex(r"Lanterns glow \cite{lark}, \cite{b} and \cite{d}.")
    audit = audited(auditor, text, "d.tex", references=beside(tmp_path, bib, text))
    messages = [finding.message for finding in audit.findings if finding.part is DraftPart.CITATION]
    assert messages[1:] == ["The key b has an entry that cannot be read.", "The key d is not defined in the reference list."]
    assert any("line 2" in note and "Its key is b." in note for note in audit.notes)


@pytest.mark.parametrize("key", ["a.*b", "(?P<x>", "a+b", "$", "a|b"])
def test_a_key_that_is_a_pattern_is_a_key(auditor, tmp_path: Path, key: str):
    text = tex(rf"Lanterns glow \cite{{{key}}} and \cite{{lark}}.")
    listed = beside(tmp_path, f"@article{{lark, {LARK}, year={{2020}}}}", text)
    assert citations(audited(auditor, text, "d.tex", references=listed)) == [FindingVerdict.NO_ENTRY, RIGHT]


def test_the_identifier_of_an_entry_must_be_that_of_its_work(tmp_path: Path):
    from alignqa.audits.works.known_works import KnownWorks
    from alignqa.audits.works.references import ReferenceList
    from alignqa.audits.works.resolving import Resolver
    from alignqa.papers.document import Metadata
    from alignqa.papers.identity.literature import Literature

    one = Metadata(key="one", title="On lamps", authors=("Ada Lark",), year=2020, arxiv_id="2001.00001")
    other = Metadata(key="other", title="On wicks", authors=("Bo Field",), year=2021, arxiv_id="2101.00002")
    works = KnownWorks((), Literature((one, other)))

    def faults(**entry: str) -> list[str]:
        known = Metadata(title="On lamps", authors=("Ada Lark",), year=2020, **entry)
        draft = draft_of(tex(r"See \cite{k}"), "d.tex")
        (mention,) = mentions_in(draft, draft.blocks[0].span)
        cited = Resolver(works, ReferenceList({"k": known}, complete=True)).resolve(mention, draft.marked)
        assert cited.works[0].metadata.key == "one"
        return [fault.message for fault in cited.faults]

    assert faults(arxiv_id="2001.00001") == []
    assert faults(arxiv_id="2101.00002") == ["The identifier of the entry k leads to another work: Field 2021, On wicks."]
    assert faults(arxiv_id="1999.00009") == ["The entry k gives arXiv:1999.00009, but the work is arXiv:2001.00001."]


def test_two_works_of_one_author_and_year_are_told_apart_by_their_letters(auditor):
    text = (
        f"{FALSE} (Lark et al., 2020a). So it is (Lark et al., 2020b).\n\n## References\n\n"
        "Lark, A., et al. (2020a). Why trained lanterns come to want the night.\n\nLark, A., et al. (2020b). Unheard of lamps.\n"
    )
    audit = audited(auditor, text)
    assert content(audit)[0] is FindingVerdict.CONTRADICTED
    assert citations(audit).count(UNKNOWN) >= 1
    again = audited(auditor, text.replace("2020a", "2020c").replace("2020b", "2020a").replace("2020c", "2020b"))
    assert FindingVerdict.CONTRADICTED in content(again)


def test_a_page_outside_the_work_is_found_and_one_inside_is_right(tmp_path: Path):
    import alignqa

    (tmp_path / "ferries.txt").write_text(
        "On ferries in the fog\n\n1 Introduction\n\nFerries ring a bell whenever the fog is thick enough to hide the pier.\n\f"
        "2 Results\n\nNine of ten ferries rang their bell before they had seen the pier at all.\n",
        encoding="utf-8",
    )
    home = tmp_path / "home"
    home.mkdir()
    library = alignqa.open_library(home)
    library.ingest([tmp_path / "ferries.txt"])
    (record,) = library.papers()
    judge = auditor_of(open_home(home))

    def found(cited: str, name: str = "d.md") -> list[tuple[FindingVerdict, str]]:
        audit = audited(judge, cited.replace("KEY", record.paper_id), name)
        return [(finding.verdict, finding.message) for finding in audit.findings if finding.part is DraftPart.CITATION]

    outside = [(FindingVerdict.WRONG_PAGE, "The work has 2 pages, and page 9 is cited.")]
    assert found("Ferries ring a bell [@KEY, p. 9].") == outside
    assert found("Ferries ring a bell [@KEY, pp. 9–12].") == outside
    assert found(tex(r"Ferries ring a bell \cite[p.~9]{KEY}."), "d.tex") == outside
    assert found(tex(r"Ferries ring a bell \cite[9--12]{KEY}."), "d.tex") == outside
    assert found("Ferries ring a bell [@KEY, p. 2]. There are 9 of them.") == [(RIGHT, "")]
    assert found("Ferries ring a bell [@KEY, p. 2]. Nine rang [@KEY, p. 7].") == [
        (RIGHT, ""),
        (FindingVerdict.WRONG_PAGE, "The work has 2 pages, and page 7 is cited."),
    ]
