"""The media type in which a call answers."""

from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.request import Request


class FirstRendererNegotiation(BaseContentNegotiation):
    """Each call answers in the one kind it has, whatever `Accept` says: an error is always JSON, never a page."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        """Choose as DRF does."""
        return DefaultContentNegotiation().select_parser(request, parsers)

    def select_renderer(self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None) -> Any:
        """Choose the first."""
        first = next(iter(renderers))
        return first, first.media_type
