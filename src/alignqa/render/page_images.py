"""The image of a page with its boxes drawn into it, for files and viewers of images."""

from __future__ import annotations

import io

from alignqa.papers.page_views.views import PageView

_MARKED = (255, 236, 130)  # the colour of a text marker; what is dark stays dark
_COLOURS = 128


def marked_png(view: PageView) -> bytes:
    """Returns the page as PNG, with the boxes as if drawn with a text marker."""
    if not view.boxes:
        return view.image
    from PIL import Image, ImageChops, ImageDraw

    with Image.open(io.BytesIO(view.image)) as page:
        marked = page.convert("RGB")
    marker = Image.new("RGB", marked.size, "white")
    draw = ImageDraw.Draw(marker)
    width, height = marked.size
    for box in view.boxes:
        draw.rectangle((box.left * width, box.top * height, box.right * width, box.bottom * height), fill=_MARKED)
    file = io.BytesIO()
    both = ImageChops.multiply(marked, marker)
    both.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()
