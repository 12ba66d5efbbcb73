"""Writes the signatures of docs/reference/python.md from the docstrings: `python docs/api_reference.py [--check]`."""

from __future__ import annotations

import dataclasses
import enum
import inspect
import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType

import alignqa

PAGE = Path(__file__).parent / "reference" / "python.md"
MARK = "<!-- Everything below this line is generated from the docstrings by `make docs`. -->\n"
"""Divides the page: people write above it, this program below it."""
INTRODUCTION = """\
## Signatures

Every public name, with its parameters or fields and its docstring.
Anything that is not listed here may change without notice.
"""
INSIDE = {
    "alignqa.integrations.llama_index_retriever": ("AlignqaRetriever",),
    "alignqa.integrations.llama_index_query_engine": ("AlignqaQueryEngine", "AlignqaResponse", "query_tool"),
    "alignqa.integrations.llama_index_documents": ("ingest_documents",),
    "alignqa.integrations.llama_index_embedding": ("AlignqaEmbedding",),
    "alignqa.integrations.langchain_retriever": ("AlignqaRetriever",),
    "alignqa.integrations.mcp_server": ("AlignqaServer", "serve_http"),
}
"""The public names of the integrations, by module."""


def signatures() -> str:
    """The generated part of the page."""
    parts = [INTRODUCTION, "## alignqa\n"]
    parts.extend(entry(name, getattr(alignqa, name)) for name in alignqa.__all__)
    for module, names in INSIDE.items():
        parts.append(f"## {module}\n")
        parts.extend(entry(name, getattr(import_module(module), name)) for name in names)
    return "\n".join(parts)


def entry(name: str, value: object) -> str:
    """A name with its signature, its docstring and its members."""
    lines = [f"### {name}\n", f"```python\n{head(name, value)}\n```\n", documentation(value, name)]
    if inspect.isclass(value):
        lines.extend(members(value))
    return "\n".join(lines)


def head(name: str, value: object) -> str:
    """The declaration of a function or class: its parameters, or the fields of a data class."""
    if isinstance(value, FunctionType):
        return f"def {name}{signature(value)}"
    if not inspect.isclass(value):
        sys.exit(f"{name} is neither a function nor a class")
    if issubclass(value, enum.Enum):
        return "\n".join([f"class {name}(StrEnum):", *(f"    {item.name} = {json.dumps(item.value)}" for item in value)])
    if dataclasses.is_dataclass(value) and not value.__module__.startswith("alignqa.integrations"):
        return "\n".join([f"class {name}:", *(f"    {field.name}: {field.type}" for field in dataclasses.fields(value))])
    if issubclass(value, alignqa.AlignqaError):
        return f"class {name}({value.__bases__[0].__name__})  # exit code {value.exit_code}"
    # Users get our own classes from `open` and `open_library`; they construct only those of the integrations.
    return f"class {name}" + (signature(value.__init__) if value.__module__.startswith("alignqa.integrations") else "")


def members(kind: type) -> Iterator[str]:
    """The public methods and properties that the class itself defines."""
    for name, member in vars(kind).items():
        function = member.fget if isinstance(member, property) else member
        if name.startswith("_") or not isinstance(function, FunctionType) or function.__module__ != kind.__module__:
            continue
        shown = name if isinstance(member, property) else f"{name}{signature(member)}"
        text = documentation(member, name).strip().replace("\n", "\n  ").replace("\n  \n", "\n\n")
        yield f"- `{shown}`\n\n  {text}\n"


class _Bare(str):
    """A string that is shown in a signature without quotation marks."""

    __slots__ = ()
    __repr__ = str.__str__


def signature(value: Callable[..., object]) -> str:
    """The parameters as they are written in the code, without `self`."""
    found = inspect.signature(value)
    kept = [
        item.replace(
            annotation=_Bare(item.annotation) if isinstance(item.annotation, str) else item.annotation,
            default=_Bare(item.default.__name__) if isinstance(item.default, FunctionType) else item.default,
        )
        for item in found.parameters.values()
        if item.name != "self"
    ]
    returned = found.return_annotation
    if value.__name__ == "__init__":
        returned = inspect.Signature.empty
    elif isinstance(returned, str):
        returned = _Bare(returned)
    return str(found.replace(parameters=kept, return_annotation=returned))


def documentation(value: object, name: str) -> str:
    """The docstring; a name without one ends the program."""
    text = inspect.getdoc(value)
    if not text:
        sys.exit(f"{name} has no docstring")
    return f"{text}\n"


def main() -> None:
    """Writes the generated part, or with --check ends with 1 if it is out of date."""
    text = PAGE.read_text(encoding="utf-8")
    written, mark, _ = text.partition(MARK)
    if not mark:
        sys.exit(f"docs/reference/python.md has lost the line that divides it: {MARK.strip()}")
    wanted = f"{written}{MARK}\n{signatures()}"
    if "--check" in sys.argv[1:]:
        if text != wanted:
            sys.exit("docs/reference/python.md differs from the docstrings. Run: make docs")
        return
    PAGE.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
