"""The parser of JSON bodies of calls."""

from typing import IO, Any

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

from auctionsite import bounded_json

BODY_BYTES = 256 * 1024
"""A flag for thousands of people by name takes 100 kB; nothing else comes near."""


class BodyTooLarge(APIException):
    """The body is larger than is read here; the text says how much is."""

    status_code = 413
    default_code = "too_large"


class BoundedJSONParser(BaseParser):
    """A JSON body, bounded in size and depth; a call that reads less says so in `body_bytes`."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: Any = None, parser_context: Any = None) -> Any:
        """Return what the body says. Raises BodyTooLarge, and ParseError for what can't be read."""
        view = (parser_context or {}).get("view")
        most = getattr(view, "body_bytes", BODY_BYTES)
        try:
            return bounded_json.load(stream.read(most + 1), most)
        except bounded_json.JsonTooLarge as error:
            raise BodyTooLarge(str(error)) from error
        except bounded_json.JsonRefused as error:
            raise ParseError(str(error)) from error
