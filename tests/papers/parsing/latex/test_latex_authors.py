r"""Authors on the title pages of the classes and styles that papers use."""

from __future__ import annotations

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.formats import parse_bytes

THREE = ("Ada Ash", "Bo von Elm", "Cy Fir")


def _parse(front: str, folder, *, title: str = r"\title{On Lamps}") -> Manuscript:
    body = f"{title}\n{front}\n\\maketitle\n\\section{{One}}\nLamps burn oil at night. They are lit at dusk.\n"
    return parse_bytes(
        f"\\documentclass{{article}}\n\\begin{{document}}\n{body}\\end{{document}}\n".encode(), folder / "main.tex"
    )


@pytest.mark.parametrize(
    "front",
    [
        # LNCS, Elsevier, revtex, AAAI, ACL, IEEE conference and journal
        r"\author{Ada Ash\inst{1}\orcidID{0000-0001} \and Bo von Elm\inst{1,2} \and Cy Fir\inst{2}}\institute{A Farm"
        r" \and B Farm}",
        r"\author[a]{Ada Ash\corref{c}}\ead{a@b.example}\author[b,a]{Bo von Elm\fnref{f}}\author[b]{Cy Fir}"
        r"\cortext[c]{Write here}"
        r"\affiliation[a]{organization={A Farm}}\address[b]{B Farm}",
        r"\author{Ada Ash}\email{a@b.example}\altaffiliation[Now at ]{A Mill}\affiliation{A Farm}\author{Bo von Elm}"
        r"\author{Cy Fir}",
        r"\author{Ada Ash,\textsuperscript{\rm 1} Bo von Elm,\textsuperscript{\rm 1,2} Cy Fir\textsuperscript{\rm 2}}"
        r"\affiliations{\textsuperscript{\rm 1}A Farm}",
        r"\author{\textbf{Ada Ash}$^{\diamondsuit}$ \quad \textbf{Bo von Elm}$^\spadesuit$ \\ \textbf{Cy Fir}$^{"
        r"\diamondsuit\spadesuit}$ \\"
        r" $^\diamondsuit$A Farm \quad $^\spadesuit$Mill Works}",
        r"\author{\IEEEauthorblockN{1\textsuperscript{st} Ada Ash}\IEEEauthorblockA{\textit{A Farm}\\ Town}\and"
        r"\IEEEauthorblockN{2\textsuperscript{nd} Bo von Elm}\IEEEauthorblockA{Mill\\ b@c.example}\and\IEEEauthorblockN{Cy Fir}}",
        r"\author{\IEEEauthorblockN{Ada Ash\IEEEauthorrefmark{1}, Bo von Elm\IEEEauthorrefmark{2} and Cy Fir"
        r"\IEEEauthorrefmark{1}}"
        r"\IEEEauthorblockA{\IEEEauthorrefmark{1}A Farm}}",
        r"\author{Ada~Ash,~\IEEEmembership{Senior Member,~IEEE,} Bo~von~Elm, \textit{Life Fellow, IEEE}, and~Cy~Fir"
        r"\thanks{At A Farm.}}",
        # JMLR, PMLR, ACM, Springer, SIGPLAN, ICLR, COLM, tabular
        r"\author{\name Ada Ash \email a@b.example \\ \name Bo von Elm \email b@b.example \\ \addr A Farm \AND"
        r" \name Cy Fir \email c@d.example \\ \addr Mill}",
        r"\author{\Name{Ada Ash} \Email{a@b.example}\\ \Name{Bo von Elm}\\ \addr A Farm \AND \Name{Cy Fir}\\ \addr Mill}",
        r"\author{Ada Ash}\authornote{Both.}\orcid{1}\affiliation{\institution{A Farm}\city{Town}}\author{Bo von Elm}"
        r"\authornotemark[1]\author{Cy Fir}",
        r"\author*[1,2]{\fnm{Ada} \sur{Ash}}\email{a@b.example}\author[2]{\fnm{Bo} \spfx{von} \sur{Elm}}\equalcont{Equally.}"
        r"\author[1]{\fnm{Cy} \sur{Fir} \dgr{PhD}}\affil*[1]{\orgdiv{Lamps}, \orgname{A Farm}}",
        r"\author{\alignauthor Ada Ash\\ \affaddr{A Farm}\\ \email{a@b.example} \alignauthor Bo von Elm \alignauthor Cy Fir}",
        r"\author{Ada Ash$^{1,*}$, Bo von Elm\textsuperscript{2} \& Cy Fir\textsuperscript{1,\textdagger} \\ "
        r"\textsuperscript{1}A Farm}",
        r"\author{Ada Ash, Bo von Elm \\ Department of Lamps\\ \texttt{\{a,b\}@x.example} \And Cy Fir \\ Mill}",
        r"\author{\begin{tabular}{cc} Ada Ash & Bo von Elm \\ \end{tabular} \and Cy Fir}",
        # marks, several lines, suffixes
        r"\author{Ada Ash$^{\S}$ \And Bo von Elm$^\ddagger$ \And Cy Fir\thanks{Paid.}\ $^\P$}",
        r"\author{Ada Ash,\\ Bo von Elm, and\\ Cy Fir\\[2pt] A Farm\\ \normalsize{write to a@b.example}}",
        r"\author{Ada Ash, Ph.D. \and Dr. Bo von Elm, MSc \and Prof. Cy Fir (A Farm)}",
        r"\author{Ada Ash\thanks{One.} \hspace{1cm} Bo von Elm \hspace{1cm} Cy Fir}",
    ],
)  # fmt: skip
def test_the_authors_of_every_style_are_found(front, tmp_path):
    manuscript = _parse(front, tmp_path)
    assert manuscript.metadata.authors == THREE
    assert manuscript.metadata.title == "On Lamps"
    body = [line for line in manuscript.text.split("\n\n") if manuscript.kind_at(manuscript.text.find(line)) is RegionKind.BODY]
    assert body == ["Lamps burn oil at night. They are lit at dusk."]


def test_a_suffix_belongs_to_its_name(tmp_path):
    front = r"\author{Ada B. Ash, Jr.\ and Bo Elm III, Ph.D., and Cy Fir, MD}"
    assert _parse(front, tmp_path).metadata.authors == ("Ada B. Ash Jr.", "Bo Elm III", "Cy Fir")


@pytest.mark.parametrize(
    ("front", "authors"),
    [
        (r"\author{The Lamp Team\thanks{See the end.}\\ Lamp Works}", ("The Lamp Team",)),
        (r"\author{Google DeepMind}", ("Google DeepMind",)),
        (r"\author{Anonymous authors\\ Paper under double-blind review}", ()),
        (r"\author{李明 \and Łukasz Żółć}", ("李明", "Łukasz Żółć")),
    ],
)
def test_groups_are_authors_and_the_anonymous_are_not(front, authors, tmp_path):
    assert _parse(front, tmp_path).metadata.authors == authors


@pytest.mark.parametrize(
    "separator",
    [
        r"\end{@IEEEauthorhalign}\hfill\mbox{}\par\mbox{}\hfill\begin{@IEEEauthorhalign}",
        r"\end{tabular}\\[2ex]\begin{tabular}[t]{c}",
    ],
)
def test_a_new_line_of_author_cells_costs_no_body(separator, tmp_path):
    front = (
        r"\newcommand{\nextline}{" + separator + r"}\author{\IEEEauthorblockN{Ada Ash}\IEEEauthorblockA{A Farm\\ Town}\and"
        r"\IEEEauthorblockN{Bo von Elm}\nextline\IEEEauthorblockN{Cy Fir}\IEEEauthorblockA{Mill}}"
    )
    manuscript = _parse(front, tmp_path)
    assert manuscript.metadata.authors == THREE
    assert manuscript.text.endswith("1 One\n\nLamps burn oil at night. They are lit at dusk.")


@pytest.mark.parametrize(
    "page",
    [
        r"\begin{center}{\LARGE\bfseries Lamps at Dusk}\\[1em] Ada Ash\\ 3 May 2020\end{center}",
        r"\begin{titlepage}\centering\textbf{\Huge Lamps at Dusk}\\ Ada Ash\\ 2020\end{titlepage}",
        r"\begin{flushleft}{\fontsize{24}{28}\selectfont Lamps at Dusk}\\ Ada Ash\\ May 2020\end{flushleft}",
    ],
)
def test_a_title_page_typed_by_hand_gives_title_author_and_year(page, tmp_path):
    manuscript = _parse(page, tmp_path, title="")
    metadata = manuscript.metadata
    assert (metadata.title, metadata.authors, metadata.year) == ("Lamps at Dusk", ("Ada Ash",), 2020)
    assert manuscript.kind_at(0) is RegionKind.FRONT_MATTER


def test_a_centred_sentence_is_no_title_page(tmp_path):
    manuscript = _parse(r"\begin{center}A lamp for every house.\end{center}", tmp_path, title="")
    assert manuscript.metadata.title is None
    assert manuscript.kind_at(0) is RegionKind.BODY
