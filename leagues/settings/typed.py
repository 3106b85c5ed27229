"""Settings that are kept as JSON: which there are, of what type, within what bounds. Pure.

There are two ways in. `parse` takes what people give, and refuses what is wrong. `read` takes what is stored, which
another release or a hand may have written: it refuses nothing, and what it can't use stays as it is.
"""

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any, Self

from django.utils.translation import gettext, gettext_noop

from auctionsite.numbers.reading import LARGEST


class SettingsError(ValueError):
    """Settings that can't be played. `fields` maps each wrong field to a sentence that says what to do."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {sentence}" for name, sentence in problems.items()))
        self.fields = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedSettings:
    """Inherited by dataclasses whose fields are the settings: texts, whole numbers and truths, some of them or None."""

    BOUNDS = dict[str, tuple[int, int]]()  # without an annotation: no setting itself
    """The least and the most of whole numbers."""

    _kept: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was stored and can't be used here: names unknown to this release, values of a wrong type."""

    @classmethod
    def parse(cls, given: dict[str, Any]) -> Self:
        """Settings as somebody gives them; what is absent has its default.

        Raises SettingsError for unknown names, wrong types and values that can't be played.
        """
        kinds = cls.known()
        problems = {name: gettext("There is no such setting.") for name in given if name not in kinds}
        for name, value in given.items():
            if name in kinds and not _fits(kinds[name], value):
                problems[name] = gettext(_GIVE[kinds[name]])
        if problems:
            raise SettingsError(problems)
        settings = cls(**given)
        settings.check()
        return settings

    @classmethod
    def read(cls, stored: object) -> Self:
        """Settings as they are stored. Nothing is refused: see `unused`; values out of today's bounds are played."""
        values = stored if isinstance(stored, dict) else {}
        kinds = cls.known()
        used = {name for name, value in values.items() if name in kinds and _fits(kinds[name], value)}
        kept = {name: value for name, value in values.items() if name not in used}
        return cls(**{name: values[name] for name in used}, _kept=kept)

    def changed(self, given: dict[str, Any]) -> Self:
        """Return these settings with those that somebody gives; what can't be used here stays stored.

        Raises SettingsError as `parse` does.
        """
        made = type(self).parse(self.values() | given)
        return replace(made, _kept={name: value for name, value in self._kept.items() if name not in given})

    @classmethod
    def known(cls) -> dict[str, str]:
        """Return the type of each setting by its name, in the order of their declaration."""
        return {each.name: _kind(each) for each in fields(cls) if each.name != "_kept"}

    def unused(self) -> dict[str, str]:
        """Return what is stored and has no effect, by name: a sentence for operators."""
        known = self.known()
        return {
            name: f"isn't {_WORDS[known[name]]}; {getattr(self, name)!r} is used" if name in known else "isn't known"
            for name in self._kept
        }

    def values(self) -> dict[str, Any]:
        """Return the value of each setting, by name."""
        return {name: getattr(self, name) for name in self.known()}

    def to_json(self) -> dict[str, Any]:
        """Return all settings as they are stored, with what was stored before and can't be used here."""
        return {**self.values(), **self._kept}

    def check(self) -> None:
        """Raises SettingsError if these settings can't be played."""
        if problems := self.problems():
            raise SettingsError(problems)

    def problems(self) -> dict[str, str]:
        """Return a sentence for each setting out of bounds, by its name. Classes below add what they know."""
        return {
            name: gettext("Give a whole number from {least} to {most}.").format(least=low, most=high)
            for name, (low, high) in self.BOUNDS.items()
            if (value := getattr(self, name)) is not None and not low <= value <= high
        }


_WORDS = {
    "str": "a text",
    "str | None": "a text or nothing",
    "int": "a whole number",
    "bool": "true or false",
    "int | None": "a whole number or nothing",
}
"""What each type is called in messages for operators."""
_GIVE = {
    "str": gettext_noop("Give a text."),
    "str | None": gettext_noop("Give a text or nothing."),
    "int": gettext_noop("Give a whole number."),
    "bool": gettext_noop("Give true or false."),
    "int | None": gettext_noop("Give a whole number or nothing."),
}


def _kind(field: "Field[Any]") -> str:
    return field.type if isinstance(field.type, str) else getattr(field.type, "__name__", str(field.type))


def _fits(kind: str, value: object) -> bool:
    kind, _, optional = kind.partition(" | ")
    if optional and value is None:
        return True
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "str":
        return isinstance(value, str)
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
