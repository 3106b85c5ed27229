"""The guide's few marks as HTML: headings, paragraphs, lists, bold, code, links and pictures. Pure.

Enough for `docs/guide/`, which people read on GitHub too; anything else is shown as it stands. All text is escaped.
"""

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_LIST = re.compile(r"(?:(?P<bullet>-)|\d+\.) +(?P<text>.+)")
_PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)\s]+)\)")
_INLINE = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|`(?P<code>[^`]+)`|\[(?P<words>[^\]]+)\]\((?P<target>[^)\s]+)\)")

AddressOf = Callable[[str], str]
"""Gives the address on the site of a path in the guide; "" if it isn't there, and then the words stand alone."""


def as_html(text: str, picture: AddressOf, link: AddressOf) -> SafeString:
    """Return a document of the guide as HTML."""
    return mark_safe("\n".join(_blocks(text, picture, link)))  # noqa: S308 # every text in it is escaped


def _blocks(text: str, picture: AddressOf, link: AddressOf) -> Iterator[str]:
    for line_kind, grouped in groupby(text.splitlines(), _kind):
        lines = [line.strip() for line in grouped]
        if line_kind in {"ul", "ol"}:
            items = (f"<li>{_inline(_LIST.sub(_text_of_item, line), link)}</li>" for line in lines)
            yield f'<{line_kind} class="guide-list {line_kind}">{"".join(items)}</{line_kind}>'
        elif line_kind == "heading":
            for line in lines:
                level = len(line) - len(line.lstrip("#"))
                yield f"<h{level}>{_inline(line[level:].strip(), link)}</h{level}>"
        elif line_kind == "picture":
            for found in filter(None, map(_PICTURE.fullmatch, lines)):
                source, alt = escape(picture(found["path"])), escape(found["alt"])
                yield f'<img class="guide-picture" src="{source}" alt="{alt}" loading="lazy">'
        elif line_kind == "words":
            yield f"<p>{_inline(' '.join(lines), link)}</p>"


def _text_of_item(found: re.Match[str]) -> str:
    return found["text"]


def _kind(line: str) -> str:
    line = line.strip()
    if found := _LIST.fullmatch(line):
        return "ul" if found["bullet"] else "ol"
    if line.startswith("#"):
        return "heading"
    if _PICTURE.fullmatch(line):
        return "picture"
    return "words" if line else "nothing"


def _inline(text: str, link: AddressOf) -> str:
    def marked(match: re.Match[str]) -> str:
        if match["bold"]:
            return f"<b>{match['bold']}</b>"
        if match["code"]:
            return f'<span class="code">{match["code"]}</span>'
        address = link(match["target"])
        return f'<a href="{address}">{match["words"]}</a>' if address else match["words"]

    return _INLINE.sub(marked, escape(text).replace("&#x27;", "'"))
