"""Who people are. Personal data stands in this app only; the others hold ids."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models


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
    name = models.CharField(max_length=60, blank=True)
    is_staff = models.BooleanField("operator", default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """What others see: the name, else the part of the address before the @."""
        return self.name or self.email.split("@")[0]


class SignInLink(models.Model):
    """A one-time link. Only its hash is stored, so that a copy of the table signs nobody in."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link of {self.user_id}"
