"""What a notebook asks a value for; `render` gives the answer."""

from __future__ import annotations


class NotebookDisplay:
    """A value that Jupyter, and whatever else knows its protocol, shows as HTML or Markdown.

    The one place that looks up the floors: it is called by the notebook, never by a room.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        from alignqa.render.html import as_html

        return as_html(self)

    def _repr_markdown_(self) -> str:
        from alignqa.render.markdown import as_markdown

        return as_markdown(self)
