"""Tokens are looked at before anybody reads the JSON in their head."""

import base64

import pytest
from rest_framework_simplejwt.exceptions import TokenError

from accounts.models import User
from accounts.sign_in.devices import RefreshInvalid, renew_tokens, sign_in_tokens
from accounts.sign_in.sockets import user_of_token
from accounts.sign_in.tokens import TOKEN_BYTES, check_token_form


def with_head(head: bytes) -> str:
    return f"{base64.urlsafe_b64encode(head).decode().rstrip('=')}.e30.x"


FORGED = [with_head(b"[" * 2000), with_head(b'{"a":' * 100), with_head(b"{"), "a.b.c", "", "é.b.c", "x" * 5000]


@pytest.mark.parametrize("token", FORGED)
def test_what_is_no_token_goes_no_further(token: str, db: None) -> None:
    with pytest.raises(TokenError):
        check_token_form(token)
    assert not user_of_token(token).is_authenticated
    with pytest.raises(RefreshInvalid):
        renew_tokens(token)


def test_our_own_tokens_pass(carla: User) -> None:
    for token in sign_in_tokens(carla).values():
        assert len(token) < TOKEN_BYTES // 4
        check_token_form(token)
    assert user_of_token(sign_in_tokens(carla)["access"]) == carla
