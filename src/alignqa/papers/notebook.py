"""The methods that a notebook calls to display a value; `render` makes the output."""

from __future__ import annotations


class NotebookDisplay:
    """A value that Jupyter, and any other program that follows its display protocol, shows as HTML or Markdown.

    This is the one class that imports from a floor above its own; only the notebook calls its methods, no room does.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        from alignqa.render.html.fragments import as_html

        return as_html(self)

    def _repr_markdown_(self) -> str:
        from alignqa.render.markdown import as_markdown

        return as_markdown(self)
