"""Tokens as strangers send them, before their signature is looked at."""

import base64
import binascii

from rest_framework_simplejwt.exceptions import TokenError

from auctionsite import bounded_json

TOKEN_BYTES = 4096
_HEADER_BYTES = 1024


def check_token_form(token: str) -> None:
    """Raise TokenError for a token whose head no reader of tokens should see: its JSON isn't bounded there."""
    head = token.partition(".")[0]
    try:
        if len(token) > TOKEN_BYTES:
            raise TokenError("The token is too long.")
        bounded_json.load(base64.urlsafe_b64decode(head.encode() + b"=" * (-len(head) % 4)), _HEADER_BYTES)
    except (bounded_json.JsonRefused, binascii.Error, UnicodeEncodeError) as error:
        raise TokenError("The token is no token.") from error
