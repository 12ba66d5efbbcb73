"""A typed tree of HTML or XHTML, read safely from untrusted bytes; the only module here that uses lxml."""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]  # lxml has no type hints; untyped values stay in this module

from alignqa.errors import UnreadablePaper
from alignqa.papers.parsing.manuscript.decoding import decode

_OPS = "{http://www.idpf.org/2007/ops}"
_BLANK = re.compile(r"\s+")
# C0 control characters end libxml2's text early and are never part of a paper.
_CONTROL = dict.fromkeys(set(range(32)) - {9, 10, 12, 13})
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^<>]{0,300}\sencoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
# Encodings that real pages declare; Python knows others, such as punycode, that take quadratic time.
_KNOWN_CHARSET = re.compile(
    r"utf-?8|us-ascii|(?:iso-?8859|windows|cp)-?\d{1,4}|latin-?1|koi8-[ru]|gb2312|gbk|gb18030|big5|euc-(?:jp|kr)|shift[_-]?jis|macintosh",
    re.IGNORECASE,
)
# Browsers read these names as Windows-1252, because that is what pages that declare them contain.
_WINDOWS_1252 = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii"})
_DECLARATIONS = re.compile(r"<\?xml[^<>]*\?>|<!DOCTYPE[^\[<>]*+(?:\[[^\]]*+(?:\]\s*+)?)?+>?", re.IGNORECASE)
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]\w*);")
_SELF_CLOSED = re.compile(
    r"<(a|b|div|em|i|iframe|p|script|span|strong|style|sub|sup|td|th|title|textarea)(\s[^<>]*)?/>", re.IGNORECASE
)

# A tag up to its end, and what it is made of: values in quotation marks, and words.
_TAG = re.compile(r"""<[A-Za-z](?:[^\s>"'=]++|\s++|=\s*+(?:"[^"]*+"|'[^']*+')?+|["'])*+""")
_IN_TAG = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')|[^\s"'=]++""")
# libxml2 compares each attribute of a tag with all others. No page has a hundred.
_MOST_ATTRIBUTES = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """An element: its lower-case local name, its attributes, and its children in order, including text."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Element | str, ...] = ()

    @property
    def classes(self) -> frozenset[str]:
        """The words of the class attribute, in lower case."""
        return frozenset(self.get("class").lower().split())

    @property
    def roles(self) -> frozenset[str]:
        """The words of `role` and `epub:type`, in lower case, the prefix "doc-" removed."""
        words = f"{self.get('role')} {self.get('epub:type')}".lower().split()
        return frozenset(word.removeprefix("doc-") for word in words)

    def get(self, attribute: str) -> str:
        """Returns the value of an attribute, or an empty string if there is none."""
        return self.attributes.get(attribute, "")

    def elements(self) -> Iterator[Element]:
        """Yields the element itself and all elements below it, in document order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))

    def named(self, *names: str) -> Iterator[Element]:
        """Yields the element itself and those below it that have one of the names."""
        return (element for element in self.elements() if element.name in names)

    def strings(self) -> Iterator[str]:
        """Yields all text below the element, in document order."""
        waiting: list[Element | str] = [self]
        while waiting:
            this = waiting.pop()
            if isinstance(this, str):
                yield this
            else:
                waiting.extend(reversed(this.children))

    def text(self) -> str:
        """Returns all text below the element, with white space reduced to single spaces and trimmed."""
        return _BLANK.sub(" ", "".join(self.strings())).strip()


def words(text: str) -> frozenset[str]:
    """Returns the words of `text` as a set; the sets of names in these modules are written this way."""
    return frozenset(text.split())


def read_html(data: bytes, path: Path) -> tuple[Element, str | None]:
    """Returns the tree of a page as a forgiving parser sees it, and a notice if its encoding had to be guessed.

    Comments and processing instructions are removed; nothing is fetched, and no entity that the page defines is expanded.
    Raises UnreadablePaper for a page without elements, or one nested too deeply to be read whole.
    """
    text, notice = _decoded(data)
    _require_readable_tags(text, path)
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_encoded(text), parser)
    except etree.LxmlError as error:
        raise UnreadablePaper(f"{path} is not readable as HTML: {error}.", hint="Save the page again") from error
    # The parser stops at its limits and keeps what came before; half a paper must not be taken for a whole one.
    if any("HUGE" in entry.message for entry in parser.error_log):
        message = f"{path} is nested too deeply, or holds too long a text, to be read as HTML."
        raise UnreadablePaper(message, hint="Look for the paper in another format")
    if root is None:
        raise UnreadablePaper(f"{path} holds no HTML elements.", hint="Save the page again")
    return _converted(root), notice


def read_xhtml(data: bytes, path: Path) -> Element:
    """Returns the tree of an XHTML or other XML file; one that is not well-formed is read as HTML.

    The document type, and with it every entity that it defines, is removed before parsing; HTML's own entities are replaced.
    """
    text, _ = _decoded(data)
    _require_readable_tags(text, path)
    text = _DECLARATIONS.sub("", text)
    resolved = _ENTITY.sub(lambda match: html.entities.html5.get(f"{match[1]};", f"&amp;{match[1]};"), text)
    try:
        return read_xml(resolved.encode("utf-8", errors="replace"))
    except etree.LxmlError:
        repaired = _SELF_CLOSED.sub(lambda match: f"<{match[1]}{match[2] or ''}></{match[1]}>", text)
        return read_html(repaired.encode("utf-8", errors="replace"), path)[0]


def read_xml(data: bytes) -> Element:
    """Returns the tree of well-formed XML; raises etree.LxmlError for anything else."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return _converted(etree.fromstring(data.translate(None, bytes(_CONTROL)).strip(), parser))


def _require_readable_tags(text: str, path: Path) -> None:
    for tag in _TAG.finditer(text):
        if tag.end() - tag.start() > 2 * _MOST_ATTRIBUTES and len(_IN_TAG.findall(tag[0])) > 2 * _MOST_ATTRIBUTES:
            message = f"{path} holds a tag with more than {_MOST_ATTRIBUTES:,} attributes."
            raise UnreadablePaper(message, hint="Look for the paper in another format")


def _decoded(data: bytes) -> tuple[str, str | None]:
    declared = _CHARSET.search(data[:4_096])
    name = (declared[1] or declared[2]).decode("ascii").lower() if declared else ""
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or not _KNOWN_CHARSET.fullmatch(name):
        return decode(data)
    encoding = "cp1252" if name in _WINDOWS_1252 else name
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        return text, f"Not valid {name.upper()} (byte {error.start}); unreadable characters were replaced."
    except LookupError:
        return decode(data)


def _encoded(text: str) -> bytes:
    return _DECLARATIONS.sub("", text.translate(_CONTROL)).encode("utf-8", errors="replace")


def _converted(node: etree._Element) -> Element:
    """Converts `node` to an Element; the parser's limit of 256 levels bounds the recursion."""
    children: list[Element | str] = [node.text] if node.text else []
    for child in node:
        if isinstance(child.tag, str):
            children.append(_converted(child))
        if child.tail:
            children.append(child.tail)
    attributes = {_attribute_name(str(name)): str(value) for name, value in node.attrib.items()}
    return Element(_local(str(node.tag)), attributes, tuple(children))


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def _attribute_name(name: str) -> str:
    return f"epub:{name.removeprefix(_OPS)}" if name.startswith(_OPS) else name.rpartition("}")[2].lower()
