"""The metrics that a PromQL expression asks for, and by which labels: enough to notice a name that nothing has."""

import re

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SELECTOR = re.compile(r"([a-zA-Z_:][\w:]*)\s*\{([^}]*)\}")
_MATCHER = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)")
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")
_DURATION = re.compile(r"\[[^\]]*\]|\boffset\s+\w+")
_NAME = re.compile(r"[a-zA-Z_:][\w:]*(?!\s*\()\b(?!\s*\()")
_WORDS = {"and", "or", "unless", "bool", "inf", "nan"}


def selectors_of(expr: str) -> list[tuple[str, set[str]]]:
    """(metric, labels it is chosen by) of each selector with braces."""
    found = _SELECTOR.findall(_STRING.sub('""', expr))
    return [(name, set(_MATCHER.findall(inside))) for name, inside in found]


def metric_names(expr: str) -> set[str]:
    """Every metric that is asked for."""
    bare = _STRING.sub("", expr)
    for pattern in (_GROUPING, _DURATION):
        bare = pattern.sub(" ", bare)
    bare = re.sub(r"\{[^}]*\}", " ", bare)
    return {each for each in _NAME.findall(bare) if each not in _WORDS and not each[0].isdigit()} - _numbers(bare)


def _numbers(bare: str) -> set[str]:
    """Return what looks like a name and is the exponent of a number."""
    return set(re.findall(r"\d+(e\d+)", bare))
