"""Drafts from office programs: their accepted text is judged, and a finding names its paragraph."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from alignqa.audits.drafts.draft import read_draft
from alignqa.audits.findings import DraftPart, FindingVerdict
from alignqa.errors import UsageError
from alignqa.wiring import auditor_of, open_home

pytestmark = pytest.mark.real

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "style")
)


def archive(parts: Mapping[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return data.getvalue()


def word(body: str, **parts: str) -> bytes:
    named = {f"word/{name}.xml": f"<w:{name} {W}>{text}</w:{name}>" for name, text in parts.items()}
    return archive({"word/document.xml": f"<w:document {W} {R}><w:body>{body}</w:body></w:document>", **named})


def odt(body: str, styles: str = "") -> bytes:
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    return archive(
        {
            "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>{text}"
            "</office:document-content>"
        }
    )


def p(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def t(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def lines(data: bytes, name: str = "a.docx") -> list[tuple[int, str]]:
    draft = read_draft(data, name)
    return [(number, line) for number, line in zip(draft.numbers, draft.text.split("\n"), strict=True) if line]


def test_tracked_changes_count_as_accepted_and_the_report_says_so():
    change = 'w:id="1" w:author="A"'
    data = word(
        p(
            t("A lantern ")
            + f"<w:del {change}><w:r><w:delText>never </w:delText></w:r></w:del><w:ins {change}>{t('may ')}</w:ins>"
            + f"<w:moveFrom {change}>{t('here')}</w:moveFrom><w:moveTo {change}>{t('there')}</w:moveTo>"
        )
        + p(t("Two halves "), f"<w:rPr><w:del {change}/></w:rPr>")
        + p(t("of one."))
        + f"<w:tbl><w:tr><w:trPr><w:del {change}/></w:trPr><w:tc>{p(t('gone'))}</w:tc></w:tr>"
        + f"<w:tr><w:tc>{p(t('kept'))}</w:tc></w:tr></w:tbl>"
    )
    assert lines(data) == [(1, "A lantern may there"), (2, "Two halves of one."), (3, "| kept |"), (3, "|---|")]
    assert "as if all of them were accepted" in read_draft(data, "a.docx").notices[0]


def test_comments_hidden_text_and_field_codes_are_not_read_and_that_is_said():
    data = word(
        p(
            t("Seen")
            + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r>"
            + '<w:r><w:instrText>ADDIN ZOTERO_ITEM {"title": "x"}</w:instrText></w:r>'
            + '<w:r><w:commentReference w:id="0"/></w:r>'
        ),
        comments=f'<w:comment w:id="0">{p(t("A remark."))}</w:comment>',
    )
    assert lines(data) == [(1, "Seen")]
    assert read_draft(data, "a.docx").notices == ("One comment was not read.", "Hidden text was not read.")


def test_notes_headings_of_any_language_links_raised_numbers_and_numbered_lists():
    styles = (
        '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="berschrift1"/></w:style>'
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="[%1]"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'
    data = word(
        p(t("Findings"), '<w:pStyle w:val="Mine"/>')
        + p("")
        + p(t("So it is") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + t(", they say"))
        + p(t("Raised") + '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1,2</w:t></w:r>')
        + p(t("First work."), listed)
        + p(t("Second work."), listed),
        styles=styles,
        numbering=numbering,
        footnotes=f'<w:footnote w:id="2">{p(t("See Lark."))}</w:footnote>',
    )
    assert lines(data) == [
        (1, "# Findings"),
        (2, "So it is[^footnote2], they say"),
        (2, "[^footnote2]: See Lark."),
        (3, "Raised^1,2^"),
        (4, "[1] First work."),
        (5, "[2] Second work."),
    ]


def test_an_open_document_is_read_with_its_notes_lists_and_tables():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes>"
        '<text:h text:outline-level="2">Findings</text:h>'
        "<text:p>So<text:s/>it is<text:note text:id='n1'><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>See Lark.</text:p></text:note-body></text:note>."
        "<office:annotation><text:p>A remark.</text:p></office:annotation></text:p>"
        "<text:list text:style-name='L'><text:list-item><text:p>One</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a|b</text:p></table:table-cell></table:table-row></table:table>"
    )
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
        "</text:list-style>"
    )
    assert lines(odt(body, styles), "a.odt") == [
        (1, "## Findings"),
        (2, "So it is[^n1]."),
        (2, "[^n1]: See Lark."),
        (3, "1. One"),
        (4, "| a¦b |"),
        (4, "|---|"),
    ]
    assert len(read_draft(odt(body), "a.odt").notices) == 2


def test_a_finding_names_its_paragraph_and_planted_errors_are_found(cited_home: Path):
    auditor = auditor_of(open_home(cited_home))
    data = word(
        p(t("Lanterns"))
        + p(t("Lark et al. (2021) reward glowing."))
        + p(t("“only in daylight is its glow noticed” (Lark et al., 2020)."))
        + p(t("After a month 41% of the lanterns moved away from windows (Lark et al., 2020)."))
    )
    audit = auditor.audit(read_draft(data, "a.docx"))
    assert audit.unit == "paragraph"
    assert [(finding.line, finding.part, finding.verdict) for finding in audit.problems] == [
        (2, DraftPart.CITATION, FindingVerdict.WRONG_YEAR),
        (3, DraftPart.QUOTATION, FindingVerdict.ALTERED),
        (4, DraftPart.CONTENT, FindingVerdict.CONTRADICTED),
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 broken", "broken office document"),
        (archive({"xl/workbook.xml": "<a/>"}), "neither UTF-8 text nor a document"),
        (archive({"word/document.xml": "<w:document>"}), "broken at word/document.xml"),
        (archive({"word/document.xml": f"<a>{' ' * 5_000_000}</a>"}), "unpacks to far more"),
        (archive({"word/document.xml": f"<w:document {W}><w:body/></w:document>"}), "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "of the old kind, or one with a password"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_in_a_sentence(data: bytes, message: str):
    with pytest.raises(UsageError, match=message):
        read_draft(data, "a.docx")


def test_attributes_that_are_no_numbers_and_deep_nesting_are_no_crash():
    odd = '<w:numPr><w:ilvl w:val="x"/><w:numId w:val="²"/></w:numPr><w:outlineLvl w:val="-1"/>'
    assert lines(word(p(t("Seen"), odd))) == [(1, "Seen")]
    assert lines(odt('<text:h text:outline-level="99999999">Seen</text:h>'), "a.odt") == [(1, "# Seen")]
    deep = "<w:sdt>" * 300 + p(t("Seen")) + "</w:sdt>" * 300
    with pytest.raises(UsageError, match=r"broken at word/document\.xml"):
        read_draft(word(deep), "a.docx")


def test_an_entity_of_a_document_opens_no_file(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    kind = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    data = archive({"word/document.xml": f"{kind}<w:document {W}><w:body>{p(t('seen &x;'))}</w:body></w:document>"})
    assert lines(data) == [(1, "seen")]


def test_the_command_reads_a_document_and_writes_no_copy_of_it(cited_home: Path, tmp_path: Path):
    path = tmp_path / "a.docx"
    path.write_bytes(word(p(t("Lark et al. (2021) reward glowing."))))
    command = [sys.executable, "-m", "alignqa", "--home", str(cited_home), "audit", str(path)]
    shown = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert shown.returncode == 1
    assert "paragraph 1, citation: wrong year" in shown.stdout
    (draft,) = json.loads(subprocess.run([*command, "--json"], capture_output=True).stdout)["drafts"]
    assert (draft["unit"], draft["findings"][0]["line"]) == ("paragraph", 1)
    refused = subprocess.run([*command, "--fix-metadata"], capture_output=True, text=True, encoding="utf-8")
    assert refused.returncode == 2
    assert "cannot be corrected" in refused.stderr
