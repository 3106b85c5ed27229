"""Signing in over HTTP: ask for a link, verify it, renew tokens, sign out, and who am I."""

from typing import Any, ClassVar

from django.contrib.auth import authenticate, logout
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import Token

from accounts.models import User
from accounts.rate_limits import throttles
from accounts.rate_limits.limits import Limit
from accounts.services import notify_signed_out
from accounts.sign_in import devices, links, second_factor
from accounts.sign_in.known_devices import device_known_to
from auctionsite.http.openapi import call


def public_user(user: User) -> dict[str, Any]:
    """A user as they see themselves."""
    return {"id": str(user.pk), "email": user.email, "name": user.display_name, "operator": user.is_staff}


class MagicLinkBody(serializers.Serializer[Any]):
    """`{email, next}`; `next` is a path of the site that the link leads on to."""

    email = serializers.EmailField()
    next = serializers.RegexField(r"^/(?![/\\])", required=False, default="", max_length=300)


class VerifyBody(serializers.Serializer[Any]):
    """`{token}` from the link, or `{email, code}`."""

    token = serializers.CharField(required=False, max_length=200)
    email = serializers.EmailField(required=False)
    code = serializers.CharField(required=False, max_length=20)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two ways."""
        if "token" not in attrs and not {"email", "code"} <= attrs.keys():
            raise serializers.ValidationError({"token": [_("Send the link's token, or email and code.")]})
        return attrs


class RefreshBody(serializers.Serializer[Any]):
    """`{refresh}`."""

    refresh = serializers.CharField(max_length=2000)


class LogoutBody(serializers.Serializer[Any]):
    """`{refresh}`, if it isn't the access token's own device that is signed out."""

    refresh = serializers.CharField(required=False, max_length=2000)


class CodeBody(serializers.Serializer[Any]):
    """`{code}` of the authenticator."""

    code = serializers.CharField(max_length=20)


class UserSerializer(serializers.Serializer[Any]):
    """A user as they see themselves."""

    id = serializers.CharField()
    email = serializers.EmailField()
    name = serializers.CharField()
    operator = serializers.BooleanField()


class TokensSerializer(serializers.Serializer[Any]):
    """`access` for 15 minutes; `refresh` for the next pair, once, within 30 days."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    user = UserSerializer()


class DetailSerializer(serializers.Serializer[Any]):
    """A sentence."""

    detail = serializers.CharField()


_SENT = gettext_noop("If the address can sign in, a mail is on its way.")
_USER = {"id": "7", "email": "max@example.com", "name": "Max", "operator": False}
_OPERATOR = {"id": "9", "email": "olga@example.com", "name": "Olga", "operator": True}
_TOKENS = {"access": "eyJhbGciOi…", "refresh": "eyJhbGciOi…", "user": _USER}


class OpenView(APIView):
    """A call for people who aren't signed in; a bad token in the header is ignored."""

    permission_classes = [AllowAny]
    authentication_classes = []

    def get_authenticate_header(self, request: Request) -> str:
        """So that a refusal is a 401."""
        return 'Bearer realm="api"'


class MagicLinkView(OpenView):
    """`POST auth/magic-link`: mail a link and a code."""

    serializer_class = MagicLinkBody

    @call(
        "auth_magic_link", {202: (DetailSerializer, {"detail": _SENT})}, 400, 429, 503,
        request=MagicLinkBody, example={"email": "max@example.com", "next": "/"}, open_to_all=True,
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """202, whether the address is known, new or switched off."""
        body = MagicLinkBody(data=request.data)
        body.is_valid(raise_exception=True)
        email = body.validated_data["email"]
        throttles.count_sign_in(request._request, email)
        known = device_known_to(request._request, email) is not None
        links.request_sign_in(email, body.validated_data["next"], known=known)
        return Response({"detail": _(_SENT)}, 202)


class VerifyMagicLinkView(OpenView):
    """`POST auth/verify-magic-link`: sign this program in."""

    serializer_class = VerifyBody

    @call(
        "auth_verify_magic_link", {200: (TokensSerializer, _TOKENS)}, 400, 401, 429, 503,
        request=VerifyBody, example={"email": "max@example.com", "code": "123456"}, open_to_all=True,
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """200 `{access, refresh, user}`; 401 `link_invalid`."""
        body = VerifyBody(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        user = _user_of_token(wanted["token"]) if "token" in wanted else _user_of_code(request._request, wanted)
        if user is None:
            raise AuthenticationFailed(_("This link or code doesn't work any more."), "link_invalid")
        return Response({**devices.sign_in_tokens(user, _agent(request)), "user": public_user(user)})


class RefreshView(OpenView):
    """`POST auth/refresh`: the next tokens. Each refresh token works once."""

    serializer_class = RefreshBody

    @call(
        "auth_refresh", {200: (TokensSerializer, _TOKENS)}, 400, 401, 429,
        request=RefreshBody, example={"refresh": "eyJhbGciOi…"}, open_to_all=True,
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """200 `{access, refresh, user}`; 401 `refresh_invalid`, after a second use for the whole device."""
        body = RefreshBody(data=request.data)
        body.is_valid(raise_exception=True)
        try:
            user, tokens = devices.renew_tokens(body.validated_data["refresh"])
        except devices.RefreshInvalid as error:
            raise AuthenticationFailed(
                _("This refresh token doesn't work. Sign in again."), "refresh_invalid"
            ) from error
        return Response({"access": tokens.access, "refresh": tokens.refresh, "user": public_user(user)})


class LogoutView(APIView):
    """`POST auth/logout`: sign out the device of the access token, or of `refresh` in the body, or this browser."""

    permission_classes = [AllowAny]

    @call("auth_logout", {204: (None, None)}, 400, 401, 403, 429, request=LogoutBody, open_to_all=True)
    def post(self, request: Request) -> Response:
        """204, also if there was nothing to sign out."""
        refresh = request.data.get("refresh") if isinstance(request.data, dict) else None
        if isinstance(refresh, str):
            devices.end_device_of_refresh(refresh)
        token: Any = request.auth
        if token is not None and (device := devices.device_of(token)):
            devices.end_device(device)
        elif request.user.is_authenticated and token is None:
            user_id = request.user.pk
            logout(request._request)
            notify_signed_out(user_id)
        return Response(status=204)


class OperatorView(APIView):
    """`POST auth/operator`: let this program do what its operator may."""

    limit: ClassVar[dict[str, Limit | None]] = {"POST": Limit.AUTH}

    @call("auth_operator", {200: (UserSerializer, _OPERATOR)}, 400, 403, request=CodeBody, example={"code": "123456"})
    def post(self, request: Request) -> Response:
        """Shows a code of the authenticator, once for each program: from then on it operates until it is signed out.

        Needed where operators come into the admin by authenticator. 403 `code_invalid`; 403 for who is no operator.
        """
        user = request.user
        assert isinstance(user, User)  # noqa: S101 # the permission class let nobody else in
        body = CodeBody(data=request.data)
        body.is_valid(raise_exception=True)
        device = devices.device_of(request.auth) if isinstance(request.auth, Token) else None
        if device is None or not user.is_staff:
            raise PermissionDenied("This is for programs of operators. In a browser, sign in to the admin.")
        if not second_factor.verify_device(device, body.validated_data["code"]):
            raise PermissionDenied("This code isn't right. Wait for the next one and send that.", "code_invalid")
        return Response(public_user(user))


class MeView(APIView):
    """`GET auth/me`: who is signed in."""

    @call("auth_me", {200: (UserSerializer, _USER)})
    def get(self, request: Request) -> Response:
        """`{id, email, name, operator}`."""
        assert isinstance(request.user, User)  # noqa: S101 # the permission class let nobody else in
        return Response(public_user(request.user))


def _user_of_token(token: str) -> User | None:
    try:
        return links.redeem_token(token)
    except links.SignInLinkInvalid:
        return None


def _user_of_code(request: HttpRequest, wanted: dict[str, Any]) -> User | None:
    throttles.count_sign_in(request, wanted["email"])
    user = authenticate(request, username=wanted["email"], code=wanted["code"])
    return user if isinstance(user, User) else None


def _agent(request: Request) -> str:
    return request.headers.get("User-Agent", "")
