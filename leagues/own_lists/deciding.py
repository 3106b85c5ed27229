"""A person's decisions on a list that waits, as they are kept beside it."""

from typing import Any

from leagues.imports.planning import Decisions, Rest


def to_json(decisions: Decisions) -> dict[str, Any]:
    """Return the decisions as they are kept."""
    return {
        "answers": dict(decisions.answers),
        "rest": decisions.rest.value,
        "retire_missing": decisions.retire_missing,
        "bring_back": decisions.bring_back,
    }


def read_decisions(kept: object) -> Decisions:
    """Return the decisions that are kept; what another release kept otherwise isn't decided yet."""
    data = kept if isinstance(kept, dict) else {}
    answers, rest = data.get("answers"), data.get("rest")
    return Decisions(
        answers={key: value for key, value in answers.items() if isinstance(value, str)}
        if isinstance(answers, dict)
        else {},
        rest=Rest(rest) if isinstance(rest, str) and rest in [*Rest] else Rest.ASK,
        retire_missing=data.get("retire_missing") is True,
        bring_back=data.get("bring_back") is True,
    )
