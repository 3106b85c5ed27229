"""Finds the words that are marked for translation, in Python, templates and scripts.

Raises ValueError where a script marks something that is no text in double quotes, or Python something in an f-string.
"""

import ast
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

from auctionsite.local.place import PROJECT
from ops.messages.areas import Area

KEYWORDS = dict(DEFAULT_KEYWORDS) | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
"""Names of functions, and which of their arguments are words; None: the first."""
_CALL = re.compile(r"(?<!function )\b(?P<name>n?gettext|pgettext|n?rich|marked)\(")
_TEXT = r'"(?:[^"\\\n]|\\.)*"'
_ARGUMENTS = re.compile(rf"\s*{_TEXT}(?:\s*,\s*{_TEXT})*")
_QUOTED = re.compile(_TEXT)


def words_of(area: Area) -> Catalog:
    """Return a catalog of all that is marked in an area, without translations."""
    catalog = Catalog(fuzzy=False)
    for path in area.files():
        for message, comments, context in _words_in(path):
            catalog.add(message, auto_comments=comments, context=context)
    return catalog


def _words_in(path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".js":
        yield from _words_in_script(text, path)
        return
    if path.suffix != ".py":
        # Django makes Python of a template; its lines are indented like the template's, which Python wouldn't parse.
        python = templatize(text, origin=str(path.relative_to(PROJECT)))
        text = "\n".join(line.lstrip() for line in python.splitlines())
    else:
        _refuse_words_in_f_strings(text, path)
    for _, message, comments, context in extract(
        "python", BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
    ):
        yield message, comments, context


def _refuse_words_in_f_strings(text: str, path: Path) -> None:
    """Babel finds no words in there."""
    for string in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.JoinedStr)):
        for call in (
            node for node in ast.walk(string) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        ):
            name = ast.unparse(call.func)
            if name in {"_", *KEYWORDS} and isinstance(call.args[0], ast.Constant):
                raise ValueError(f"{path}:{call.lineno}: {name}() stands in an f-string; take it out")


def _words_in_script(text: str, path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    """Babel doesn't look into templates within templates, in which most of our words are."""
    for call in _CALL.finditer(text):
        arguments = _ARGUMENTS.match(text, call.end())
        words = [json.loads(each) for each in _QUOTED.findall(arguments[0])] if arguments else []
        wanted = 2 if call["name"] in {"ngettext", "nrich", "pgettext"} else 1
        if len(words) != wanted:
            line = text.count("\n", 0, call.start()) + 1
            raise ValueError(f"{path}:{line}: {call['name']} is called with {wanted} texts in double quotes")
        if call["name"] == "pgettext":
            yield words[1], [], words[0]
        else:
            yield (words[0] if wanted == 1 else tuple(words)), [], None
