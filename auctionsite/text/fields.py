"""The fields of forms, models and calls for texts that people type, such as names."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from rest_framework import serializers

from auctionsite.text.typed import UnreadableText, clean_text, show_hidden


class TypedTextField(forms.CharField):
    """A line of text in a form, read as everywhere: see `clean_text`.

    Its longest length is that of the text as it is kept. The browser isn't told it: it counts some pictures as eleven
    characters, and cuts what is pasted without a word.
    """

    def to_python(self, value: Any) -> str | None:
        """Return the text, cleaned. Raises ValidationError with what to leave out."""
        text = super().to_python(value)
        try:
            return clean_text(text) if text else text
        except UnreadableText as error:
            raise ValidationError(str(error), code="unreadable") from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return the attributes of its input: the direction is that of what is typed."""
        attrs = {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}
        return attrs if widget.is_hidden else {**attrs, "dir": "auto"}


if TYPE_CHECKING:
    _TextColumn = models.CharField[str | Combinable, str]  # generic in the stubs only
else:
    _TextColumn = models.CharField


class TypedTextColumn(_TextColumn):
    """A line of text that people see. What was stored before characters were refused is read with them made visible."""

    def deconstruct(self) -> Any:
        """Return its description for migrations: to the database it is a column like others."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        """Return what was stored, with nothing hidden in it."""
        return show_hidden(value) if value else value

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Return the text, cleaned. Raises ValidationError with what to leave out."""
        try:
            return super().clean(clean_text(value) if isinstance(value, str) else value, model_instance)
        except UnreadableText as error:
            raise ValidationError(str(error), code="unreadable") from error

    def formfield(self, **kwargs: Any) -> Any:
        """Return the field of forms that are made of the model, such as the admin's."""
        return super().formfield(**{"form_class": TypedTextField, **kwargs})


class TypedTextValue(serializers.CharField):
    """A line of text in the body of a call, read as in forms."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text, cleaned. Raises ValidationError with what to leave out."""
        try:
            return clean_text(super().to_internal_value(data))
        except UnreadableText as error:
            raise serializers.ValidationError(str(error), "unreadable") from error
