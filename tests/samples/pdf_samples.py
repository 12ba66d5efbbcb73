"""Small PDFs in plain syntax, written for the tests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold", "F3": "Helvetica-Oblique", "F4": "Courier"}


@dataclass(frozen=True, slots=True)
class Put:
    """A line of text at a place; `note` is a raised mark after it, `lead` one before it, `turned` writes it upward.

    `angle` slants it, in degrees; `paint` are operators that set its colour, opacity or rendering.
    """

    x: float
    y: float
    text: str
    size: float = 10
    font: str = "F1"
    note: str = ""
    after: str = ""
    lead: str = ""
    turned: bool = False
    angle: float = 0
    paint: str = ""


def lines(x: float, y: float, texts: Sequence[str], *, size: float = 10, leading: float = 12) -> list[Put]:
    """Lines of one paragraph, the first at `y`."""
    return [Put(x, y - leading * row, text, size) for row, text in enumerate(texts)]


def page(puts: Sequence[Put], *, rules: Sequence[tuple[float, float, float]] = (), ground: str = "") -> str:
    """The content stream of a page: text, and rules given as (x, y, length); `ground` is drawn first."""
    drawn = [*([f"q {ground} Q"] if ground else []), *(_shown(put) for put in puts)]
    drawn += [f"{x} {y} {length} 0.5 re f" for x, y, length in rules]
    return "\n".join(drawn)


def _shown(put: Put) -> str:
    small = put.size * 0.65
    radians = math.radians(90 if put.turned else put.angle)
    cos, sin = math.cos(radians), math.sin(radians)
    parts = [f"BT {put.paint} {cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} {put.x} {put.y} Tm"]
    if put.lead:
        parts.append(f"/{put.font} {small} Tf {put.size * 0.35} Ts ({put.lead}) Tj 0 Ts")
    parts.append(f"/{put.font} {put.size} Tf ({_escaped(put.text)}) Tj")
    if put.note:
        parts.append(f"/{put.font} {small} Tf {put.size * 0.35} Ts ({put.note}) Tj 0 Ts")
        parts.append(f"/{put.font} {put.size} Tf ({_escaped(put.after)}) Tj")
    shown = " ".join([*parts, "ET"])
    return f"q {shown} Q" if put.paint else shown


def _escaped(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return escaped.encode("cp1252").decode("latin-1")  # the encoding of the fonts, as the bytes of the file


def document(contents: Sequence[str], *, labels: str = "", title: str = "", outline: Sequence[tuple[str, int]] = ()) -> bytes:
    """A PDF of A4-like pages (612 by 792); `labels` is a /PageLabels dictionary, `outline` are titles and pages from 0."""
    count = len(contents)
    first_page, first_mark = 4 + len(_FONTS), 4 + len(_FONTS) + 2 * count
    kids = " ".join(f"{first_page + 2 * i} 0 R" for i in range(count))
    fonts = " ".join(f"/{name} {4 + i} 0 R" for i, name in enumerate(_FONTS))
    marks = f"/Outlines {first_mark} 0 R" if outline else ""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {f'/PageLabels {labels}' if labels else ''} {marks} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} /MediaBox [0 0 612 792] "
        f"/Resources << /Font << {fonts} >> /ExtGState << /Clear << /ca 0.02 >> >> >> >>",
        f"<< /Title ({title}) >>",
        *(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>" for name in _FONTS.values()),
    ]
    for index, content in enumerate(contents):
        objects.append(f"<< /Type /Page /Parent 2 0 R /Contents {first_page + 2 * index + 1} 0 R >>")
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    if outline:
        last = first_mark + len(outline)
        objects.append(f"<< /Type /Outlines /First {first_mark + 1} 0 R /Last {last} 0 R /Count {len(outline)} >>")
    for index, (name, target) in enumerate(outline):
        following = f"/Next {first_mark + index + 2} 0 R" if index + 1 < len(outline) else ""
        objects.append(f"<< /Title ({name}) /Parent {first_mark} 0 R /Dest [{first_page + 2 * target} 0 R /Fit] {following} >>")
    return _file(objects)


def picture() -> bytes:
    """A PDF of one page that is nothing but a picture."""
    content = "q 500 0 0 700 50 50 cm /Im Do Q"
    return _file(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [4 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
            "<< /Title () >>",
            "<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /XObject << /Im 6 0 R >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
            "stream\nA\nendstream",
        ]
    )


def _file(objects: Sequence[str]) -> bytes:
    out = "%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{place:010d} 00000 n \n" for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("latin-1")
