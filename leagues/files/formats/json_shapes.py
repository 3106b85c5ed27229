"""Reading of JSON whose shape is another's: each value is what is expected, or the file is refused. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from leagues.files.parse_errors import ParseError
from leagues.files.tables import check_text


class WrongShape(ValueError):
    """A value isn't what stands there in files of the format; the text says which, for a sentence about the match.

    What stands there is named by its place, or in words.
    """


def as_object(value: object, name: object) -> Mapping[str, Any]:
    """The value, if it is an object. Raises WrongShape."""
    if not isinstance(value, dict):
        raise WrongShape(_("{name} is no object").format(name=name))
    return value


def as_list(value: object, name: object) -> list[Any]:
    """The value, if it is a list; none is an empty one. Raises WrongShape."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise WrongShape(_("{name} is no list").format(name=name))
    return value


def as_text(value: object, name: object) -> str:
    """The value, if it is a text that can be kept, or a whole number as one; none is empty. Raises WrongShape."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    try:
        return check_text(value).strip() if isinstance(value, str) else _refuse(name)
    except ParseError:
        return _refuse(name)


def as_count(value: object, name: object) -> int:
    """The value, if it is a whole number; none is 0. Raises WrongShape."""
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongShape(_("{name} is no whole number").format(name=name))
    return value


def _refuse(name: object) -> str:
    raise WrongShape(_("{name} is no text").format(name=name))
