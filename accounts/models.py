"""The tables of people. Personal data stands in this app only; the others hold ids."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Now

from auctionsite.text.fields import TypedTextColumn


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address; most have no password and sign in by link."""

    def create_user(self, email: str, name: str = "", password: str | None = None, **fields: Any) -> "User":
        """A new user; without a password only a link signs them in. Raises IntegrityError if the address is taken."""
        user = self.model(email=normalize_email(email), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator with every right; Django's `createsuperuser` calls this."""
        return self.create_user(email, password=password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of an e-mail address, however its letters are cased."""
        return self.get(email=normalize_email(username or ""))


def normalize_email(email: str) -> str:
    """One spelling per address: people don't mean two accounts by two casings."""
    return email.strip().lower()


class User(AbstractBaseUser, PermissionsMixin):
    """A person: e-mail address and the name that others see. Staff are the operators."""

    email = models.EmailField(unique=True)
    name = TypedTextColumn(max_length=60, blank=True)
    is_staff = models.BooleanField("operator", default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    time_zone = models.CharField(max_length=60, default="UTC", help_text="As in the IANA list: Europe/Berlin.")
    language = models.CharField(
        max_length=10, blank=True, default="", db_default="", help_text="As in de; empty: the browser's."
    )

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name that others see; without one, the part of the address before the @."""
        return self.name or self.email.split("@")[0]


class SignInLink(models.Model):
    """A one-time link, with a code for those who type. Only hashes are stored: a copy of the table signs nobody in."""

    email = models.EmailField(help_text="Whoever reads mail there is signed in; a new address becomes a user then.")
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True, help_text="Empty for a link that wasn't mailed.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often a code was typed.")
    known_tries = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How often in a browser that had signed in to the account before."
    )
    from_known_device = models.BooleanField(default=False, db_default=False, help_text="Asked for in such a browser.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["email", "-id"], name="sign_in_link_newest")]

    def __str__(self) -> str:
        return f"sign-in link {self.pk}"


class Device(models.Model):
    """A program that is signed in: a family of refresh tokens, of which the newest alone works."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    name = TypedTextColumn(max_length=200, blank=True, help_text="What the program calls itself.")
    current_jti = models.CharField(max_length=40, blank=True, help_text="Id of the refresh token that works.")
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(help_text="When its tokens were last made or renewed.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Set: signed out.")
    operator_since = models.DateTimeField(
        null=True, blank=True, help_text="Set: its user, an operator, has shown an authenticator's code for it."
    )

    def __str__(self) -> str:
        return f"device {self.pk}"


class BrowserSession(models.Model):
    """A browser that is signed in; the session itself is Django's."""

    session_key = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="browser_sessions")
    agent = TypedTextColumn(max_length=200, blank=True, help_text="What the browser calls itself.")
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"browser session {self.pk}"


class SentForm(models.Model):
    """A form of a page that somebody sent, so that the same again isn't done again; see `accounts/sent_forms.py`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sent_forms", db_index=False)
    digest = models.CharField(max_length=64, help_text="Of the form's key and content.")
    location = models.CharField(max_length=500, blank=True, help_text="Where it led; empty while it is under way.")
    taken_at = models.DateTimeField(db_default=Now(), help_text="When it was begun.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="form_sent_once_per_user")]
        indexes = [models.Index(fields=["taken_at"], name="sent_form_by_age")]

    def __str__(self) -> str:
        return f"sent form {self.pk}"
