"""Pages of a batch as Markdown with links for Obsidian, their index, and tables as Markdown and CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence
from itertools import chain

from alignqa.answers.answer import Citation
from alignqa.render.markdown import WEB_ADDRESS, block_quote, escaped, source_line
from alignqa.render.printable import one_line, printable
from alignqa.render.tables import Table, table_markdown
from alignqa.render.typeset.places import page_of, section_of
from alignqa.render.wording import by_line, count_of
from alignqa.summaries.pages import Item, SummaryPage, file_name
from alignqa.summaries.subjects.reported import ReportedWork
from alignqa.summaries.tables.shown_cells import ShownCell

_FORMULA = re.compile(r"^[=+\-@\t\r]")  # the start of a cell that a spreadsheet would run


def page_markdown(page: SummaryPage, *, existing: Collection[str] = ()) -> str:
    """Writes a page: head, parts with block quotes, related concepts, and sources with their addresses.

    A related concept, or a reported work, is a link if the name of its page is among the `existing` pages.
    """
    cited = page.cited()
    parts = [f"# {escaped(one_line(page.title))}"]
    if page.head:
        parts.append("\n".join(f"- {name}: {_fact(value)}" for name, value in page.head))
    for part in page.parts:
        parts.append(f"## {escaped(part.heading)}")
        parts.extend(_item(item, page.marked(item), of=page.kind, existing=existing) for item in part.items)
        if part.note:
            parts.append(escaped(one_line(part.note)))
    if page.links:
        shown = (link(name) if file_name(name) in existing else escaped(one_line(name)) for name in page.links)
        parts.append("## Related concepts\n\n" + "\n".join(f"- {name}" for name in shown))
    if cited:
        works = {citation.paper_id: _work_line(citation) for citation in cited.values()}
        lines = works.values() if page.kind == "concept" else map(source_line, cited.values())
        parts.append("## Sources\n\n" + "\n".join(lines))
    parts.append(f"Every quote is proven by `{page.name}.json`.")
    return "\n\n".join(parts) + "\n"


def index_markdown(title: str, pages: Sequence[tuple[str, str]]) -> str:
    """Writes the index of a folder, with a link to each page by name and title."""
    lines = [f"- {link(name, shown)}" for name, shown in pages]
    return "\n\n".join([f"# {escaped(title)}", f"{count_of(len(pages), 'page')}.", "\n".join(lines)]) + "\n"


def link(name: str, shown: str = "") -> str:
    """Writes a link to a page in the same folder; the text shown cannot end the link early."""
    label = re.sub(r"[\[\]|#^]", " ", one_line(shown or name))
    return f"[[{file_name(name)}|{' '.join(label.split())}]]"


def matrix_markdown(columns: Sequence[str], rows: Sequence[tuple[str, Sequence[ShownCell]]]) -> str:
    """Writes a table as Markdown; a row is a paper's name and its cells, each a quote with its place, and its value before it."""
    typed = any(cell.value is not None for _, cells in rows for cell in cells)
    shown = tuple((name, *(cell.text for cell in cells)) for name, cells in rows)
    return table_markdown([Table(matrix_title(typed=typed), ("paper", *columns), shown)]).replace("## ", "# ", 1)


def matrix_title(*, typed: bool) -> str:
    """Returns the title of a table."""
    return "Papers by column" if typed else "Questions by paper"


def matrix_csv(columns: Sequence[str], rows: Sequence[tuple[str, Sequence[ShownCell]]]) -> str:
    """Writes the same table as CSV, a typed column as its value, quote and source; no cell begins like a formula."""
    typed = [cell.value is not None for cell in rows[0][1]] if rows else [False] * len(columns)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    names = [(name, f"{name}: quote", f"{name}: source") if has else (name,) for name, has in zip(columns, typed, strict=True)]
    writer.writerow([_safe(name) for name in ("paper", *chain(*names))])
    for name, cells in rows:
        writer.writerow([_safe(part) for part in (name, *chain(*map(_columns_of, cells)))])
    return out.getvalue()


def _columns_of(cell: ShownCell) -> tuple[str, ...]:
    if cell.value is None:
        return (cell.text,)
    first = cell.quotes[0] if cell.quotes else None
    return (cell.brief, first.exact if first else "", first.place if first else "")


def _item(item: Item, citation: Citation, *, of: str, existing: Collection[str]) -> str:
    """Writes a quote: with its author above and a citation behind it on the page of a concept, on others with its place above."""
    label = _linked(item.label, item.reported, existing)
    if of == "concept":
        who = escaped(by_line(citation.authors, citation.year) or citation.paper_id)
        # A draft's audit would take both for one statement if they stood in one paragraph.
        joint = "\n\n" if item.reported else ": "
        before = joint.join(part for part in (f"**{who}**", f"*{label}*" if label else "") if part)
        return f"{before}\n\n{block_quote(citation.quote.exact)} {_place(citation)}"
    told = "; ".join(part for part in (label, escaped(one_line(str(citation.locator))) if of == "paper" else "") if part)
    quote = block_quote(citation.quote.exact, citation.marker)
    return f"*{told}*\n\n{quote}" if told else quote


def _place(citation: Citation) -> str:
    """Writes the place of a quote as pandoc and Obsidian's plug-ins cite it: "[@hubinger2019risks, sec. 1.2, p. 6]"."""
    section, page = section_of(citation.locator), page_of(citation.locator)
    parts = (f"@{citation.paper_id}", f"sec. {section}" if section else "", f"p. {page}" if page else "")
    return f"[{'quoted in ' * citation.quoted}{', '.join(escaped(one_line(part)) for part in parts if part)}]"


def _work_line(citation: Citation) -> str:
    """Writes the work of a quote, with its address, as an item of a list."""
    title = f"*{escaped(one_line(citation.title))}*" if citation.title else ""
    whole = f"({', '.join(f'a part of {escaped(one_line(whole))}' for whole in citation.wholes)})" if citation.wholes else ""
    url = f"<{citation.url}>" if citation.url and re.fullmatch(WEB_ADDRESS, citation.url) else ""
    known = (
        escaped(by_line(citation.authors, None)),
        " ".join(part for part in (title, whole) if part),
        str(citation.year or ""),
    )
    return f"- [@{escaped(citation.paper_id)}]: {', '.join(part for part in (*known, url) if part)}"


def _linked(label: str, works: Sequence[ReportedWork], existing: Collection[str]) -> str:
    """Writes a label in which the works that it names are links: to their pages in the folder, else to their addresses."""
    shown = escaped(one_line(label))
    for work in works:
        name = escaped(work.name)
        if work.paper_id and file_name(work.paper_id) in existing:
            linked = link(work.paper_id, work.name)
        elif work.url and re.fullmatch(WEB_ADDRESS, work.url):
            linked = f"[{name}](<{work.url}>)"
        else:
            linked = f"{name} \\[{escaped(work.paper_id)}\\]" if work.paper_id else name
        shown = shown.replace(name, linked, 1)
    return shown


def _fact(value: str) -> str:
    shown = one_line(value)
    return f"<{shown}>" if re.fullmatch(WEB_ADDRESS, shown) else escaped(shown)


def _safe(text: str) -> str:
    shown = printable(text)
    return f"'{shown}" if _FORMULA.match(shown) else shown
