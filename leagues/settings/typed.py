"""Settings that are kept as JSON: which there are, of what type, within what bounds. Pure: no Django here."""

from dataclasses import Field, asdict, dataclass, fields
from typing import Any, Self


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

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Settings from a JSON object; what is absent has its default.

        Raises SettingsError for unknown names, wrong types and values that can't be played.
        """
        settings_fields = {field.name: field for field in fields(cls)}
        problems = {name: "There is no such setting." for name in data if name not in settings_fields}
        for name, value in data.items():
            if name in settings_fields and not _fits(_kind(settings_fields[name]), value):
                problems[name] = f"Give {_WORDS[_kind(settings_fields[name])]}."
        if problems:
            raise SettingsError(problems)
        settings = cls(**data)
        settings.check()
        return settings

    def to_json(self) -> dict[str, Any]:
        """All settings as a JSON object."""
        return asdict(self)

    def check(self) -> None:
        """Raises SettingsError if these settings can't be played."""
        if problems := self.problems():
            raise SettingsError(problems)

    def problems(self) -> dict[str, str]:
        """Return a sentence for each setting out of bounds, by its name. Classes below add what they know."""
        return {
            name: f"Give a whole number from {low} to {high}."
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


def _kind(field: "Field[Any]") -> str:
    return field.type if isinstance(field.type, str) else getattr(field.type, "__name__", str(field.type))


def _fits(kind: str, value: object) -> bool:
    kind, _, optional = kind.partition(" | ")
    if optional and value is None:
        return True
    if kind == "bool":
        return isinstance(value, bool)
    return isinstance(value, str) if kind == "str" else isinstance(value, int) and not isinstance(value, bool)
