"""The OpenAPI document says everything, and is the one that is checked in."""

from collections.abc import Iterator
from contextlib import closing
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from auctionsite.settings import BASE_DIR

ABOUT_ITSELF = {"/api/schema/", "/api/docs/"}


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site with its pattern."""
    for each in patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, path)
        else:
            yield path, each


def test_the_document_is_checked_in_and_has_no_warning() -> None:
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    checked_in = (BASE_DIR / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    assert out.getvalue().strip() == checked_in.strip(), "run manage.py spectacular --file docs/openapi.yaml"


def test_every_call_is_in_the_document_with_an_example() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    validate_schema(schema)  # type: ignore[no-untyped-call]
    assert schema["openapi"].startswith("3.1")
    calls = {path: view for path, view in addresses(get_resolver().url_patterns) if path.startswith("/api/")}
    documented = {path.replace("{", "<").replace("}", ">") for path in schema["paths"]}
    for path in calls.keys() - ABOUT_ITSELF:
        bare = "/".join(f"<{part.split(':')[-1]}" if part.startswith("<") else part for part in path.split("/"))
        assert bare in documented, f"{path} isn't in the document"
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), f"{method} {path} says nothing about itself"
            assert "examples" in str(operation), f"{method} {path} has no example"
            assert operation["operationId"].count("_") <= 3, operation["operationId"]


def test_the_page_needs_no_inline_script_and_no_other_host(client: Client, db: None) -> None:
    page = client.get("/api/docs/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "<style" not in text
    assert "<script>" not in text
    assert "//" not in text.replace("<!doctype", "")
    for part in text.split('src="')[1:]:
        with closing(client.get(part.split('"')[0].replace("&amp;", "&"))) as script:
            assert script.status_code == 200


@pytest.mark.parametrize("kind", ["application/json", "application/vnd.oai.openapi"])
def test_the_document_is_served(client: Client, db: None, kind: str) -> None:
    answer = client.get("/api/schema/", headers={"Accept": kind})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)
