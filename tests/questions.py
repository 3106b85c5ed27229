"""Questions before acts, as somebody answers them who fills in what the page has and nothing else."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Page(HTMLParser):
    """The form of a question: where it goes, its fields, and the sentences of what follows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action, self.fields, self.sentences = "", dict[str, list[str]](), list[str]()
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if got.get("id") == "follows":
            self._inside = "list"
        elif tag == "li" and self._inside:
            self._inside = "sentence"
            self.sentences.append("")
        if tag == "form" and not got.get("action", "").startswith(("/sign-out", "/admin/logout")):
            self.action, self.fields = got.get("action", ""), {}
        if tag == "input" and got.get("type") == "hidden" and got["name"] != "csrfmiddlewaretoken":
            self.fields.setdefault(got["name"], []).append(got["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "ul":
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "sentence":
            self.sentences[-1] += data


def follows(answer: Any) -> list[str]:
    """The sentences of a question; the answer must be one."""
    assert answer.status_code == 200
    assert 'data-testid="question"' in answer.text
    return [" ".join(sentence.split()) for sentence in _Page(answer.text).sentences]


def confirm(client: Client, answer: Any, **typed: str) -> Any:
    """Press the button of a question."""
    follows(answer)
    page = _Page(answer.text)
    return client.post(page.action, page.fields | typed)
