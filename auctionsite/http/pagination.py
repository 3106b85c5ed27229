"""Long lists over HTTP come page by page."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param


class ListPagination(CursorPagination):
    """`{next, previous, results}`, 50 at a time: a cursor stays right while rows come and go, unlike a page number."""

    page_size = 50
    ordering = "pk"

    def __init__(self, *ordering: str) -> None:
        """`ordering`: the fields that the list is sorted by, the last of which makes it unique."""
        self.ordering = ordering  # type: ignore[assignment] # DRF takes both

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """The rows of one page. A cursor that somebody made up is a 404, whatever the database thinks of it."""
        self.request = request
        try:
            page: list[Any] | None = super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError, DataError) as error:
            raise NotFound("There is no such page; follow `next` and `previous`.") from error
        return page

    def get_ordering(self, request: Request, queryset: "QuerySet[Any]", view: Any) -> tuple[str, ...]:
        """Return the fields that the list was made with."""
        return tuple(self.ordering)


def paginated_response(request: Request, queryset: "QuerySet[Any]", serializer: Any, *ordering: str) -> Any:
    """The answer with one page of a list."""
    pages = ListPagination(*ordering)
    rows = pages.paginate_queryset(queryset, request)
    return pages.get_paginated_response(serializer(rows, many=True).data)


def paginated_names_response(
    request: Request, names: Sequence[str], rows: Callable[[Sequence[str]], Sequence[Any]]
) -> Response:
    """The answer with one page of a list that isn't a table's: `names` sorted, and what makes rows of some of them.

    The cursor is the name that a page comes after.
    """
    size, after = ListPagination.page_size, request.query_params.get("cursor", "")
    start = bisect_right(names, after) if after else 0
    shown = names[start : start + size]
    address = remove_query_param(request.build_absolute_uri(), "cursor")
    following = replace_query_param(address, "cursor", shown[-1]) if names[start + size :] else None
    before = replace_query_param(address, "cursor", names[start - size - 1]) if start > size else address
    return Response({"next": following, "previous": before if start else None, "results": rows(shown)})
