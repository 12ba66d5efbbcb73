"""The names that papers give their sections, as fragments of patterns, for parsers and for all that judges sections.

A fragment holds alternatives without capitals and without anchors; use it inside a group and with IGNORECASE.
"""

from __future__ import annotations

ABSTRACT = r"abstract|summary"
BODY = r"introduction|background|related works?|methods?|methodology|results|discussion|limitations"
CONCLUSION = r"(?:discussions? (?:and|&) )?conclusions?(?: (?:and|&) \w+(?: \w+)?)?"
ACKNOWLEDGEMENTS = r"acknowledge?ments?"
REFERENCE_LIST = r"references(?: and notes)?|bibliography|works cited|literature cited|reference list"
CONTENTS = r"(?:table of )?contents|list of (?:figures|tables)"
NOTES = r"(?:foot|end)?notes"
APPENDIX = r"appendi(?:x|ces)"
SUPPLEMENT = r"supplementary (?:material|information)s?"
CLOSING_STATEMENTS = r"broader impacts?(?: statement)?|author contributions?|ethics statement"
FURTHER_READING = r"further reading|see also|related (?:pages|posts)"
"""Lists of other works or pages at the end of an article or post."""
SITE_LINKS = r"comments|get involved|external links|backlinks"
"""What a web page puts below the text."""
