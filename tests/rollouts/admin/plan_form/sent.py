"""Fields of a draft's form as a browser sends them, read off the page itself."""

from html.parser import HTMLParser
from typing import Any

from django.http import QueryDict


class _Reader(HTMLParser):
    """Collects the fields of the form of class `draft` as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._inside = False
        self._select = self._area = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "form":
            self._inside = "draft" in (own.get("class") or "").split()
        name, value = own.get("name") or "", own.get("value")
        if not self._inside:
            return
        if tag == "input" and name:
            ticked = own.get("type") not in {"checkbox", "radio"} or "checked" in own
            if ticked:
                self.fields.append((name, "on" if value is None and own["type"] == "checkbox" else value or ""))
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((value or "", "selected" in own))
        elif tag == "textarea":
            self._area = name
            self.fields.append((name, ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            name, text = self.fields[-1]
            self.fields[-1] = (name, text + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            name, text = self.fields[-1]
            self.fields[-1] = (name, text.removeprefix("\n").replace("\n", "\r\n"))
            self._area = ""
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected] or [self._options[0][0]]
            self.fields.append((self._select, chosen[0]))
            self._select = ""


def sent_by(page: str, **typed: Any) -> dict[str, Any]:
    """Return what the page's form sends, these fields typed anew: `p0__percent` is `p0-percent`; None takes one out."""
    reader = _Reader()
    reader.feed(page)
    data = QueryDict(mutable=True)
    for name, value in reader.fields:
        data.appendlist(name, value)
    for name, value in typed.items():
        if value is None:
            del data[name.replace("__", "-")]
        else:
            data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return dict(data.lists())
