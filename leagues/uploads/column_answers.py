"""Answers on the columns of files, remembered for the league's next file with the same header."""

from collections.abc import Mapping
from uuid import UUID

from leagues.models import ColumnAnswers

_MOST_HEADERS = 100
"""Of a league; the oldest are forgotten."""


def answers_of(league_id: UUID | None, kind: str, signature: str) -> dict[str, str]:
    """Return the answers for files with this header; none for a competition that leagues share.

    What another release kept that isn't a column's name is asked again.
    """
    kept = ColumnAnswers.objects.filter(league=league_id, kind=kind, signature=signature).first()
    answers = kept.answers if kept and isinstance(kept.answers, dict) else {}
    return {field: column for field, column in answers.items() if isinstance(column, str)}


def remember_answers(league_id: UUID, kind: str, signature: str, answers: Mapping[str, str]) -> None:
    """Keep the answers for files with this header, beside those that it had."""
    both = answers_of(league_id, kind, signature) | dict(answers)
    ColumnAnswers.objects.update_or_create(
        league_id=league_id, kind=kind, signature=signature, defaults={"answers": both}
    )
    newest = ColumnAnswers.objects.filter(league=league_id).order_by("-changed_at", "-pk")[:_MOST_HEADERS]
    ColumnAnswers.objects.filter(league=league_id).exclude(pk__in=[*newest.values_list("pk", flat=True)]).delete()


def forget_answers(league_id: UUID, signature: str) -> None:
    """Have the next file with this header asked about again."""
    ColumnAnswers.objects.filter(league=league_id, signature=signature).delete()


def has_answers(league_id: UUID, kind: str) -> bool:
    """True if somebody of the league has said what the columns of such a file mean."""
    return ColumnAnswers.objects.filter(league=league_id, kind=kind).exists()


def forget_kind(league_id: UUID, kind: str) -> None:
    """Have the next file of a kind asked about again, whatever its header is."""
    ColumnAnswers.objects.filter(league=league_id, kind=kind).delete()
