"""Our flags for code that is written against OpenFeature's SDK.

    from openfeature import api
    from rollouts.openfeature import RolloutsProvider, context_of

    api.set_provider(RolloutsProvider())
    api.get_client().get_boolean_value("waiting_room", False, context_of(subjects.of_request(request)))

It answers from the process's snapshot, without I/O in a process that follows the flags (`snapshot.follow`), so it may
be read in async code too. Every flag of ours is a boolean.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import FlagNotFoundError, InvalidContextError, TargetingKeyMissingError, TypeMismatchError
from openfeature.flag_evaluation import FlagResolutionDetails, FlagValueType, Reason
from openfeature.provider import AbstractProvider, Metadata

from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.types import FlagSnapshot, Subject
from rollouts.openfeature import contexts
from rollouts.openfeature.reasons import missing_key, openfeature_reason
from rollouts.propagation import snapshot

NAME = "auctionsite rollouts"


class RolloutsProvider(AbstractProvider):
    """Resolves boolean flags as the product itself does. The context is `contexts.py`'s, and is believed."""

    def get_metadata(self) -> Metadata:
        """Return the name by which OpenFeature knows this provider."""
        return Metadata(name=NAME)

    def resolve_boolean_details(
        self, flag_key: str, default_value: bool, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[bool]:
        """Evaluate the flag. Raises FlagNotFoundError, InvalidContextError and TargetingKeyMissingError."""
        now = _with_flag(flag_key)
        subject = _subject(evaluation_context or EvaluationContext())
        evaluation = evaluate(now, flag_key, subject)
        if missing := missing_key(now, subject, evaluation):
            raise TargetingKeyMissingError(f"{flag_key} is decided by {missing}, and the context names none.")
        return FlagResolutionDetails(
            value=evaluation.value,
            variant=evaluation.variant,
            reason=Reason(openfeature_reason(evaluation)),
            flag_metadata={"version": evaluation.version, "decidedBy": str(evaluation.reason)},
        )

    def resolve_string_details(
        self, flag_key: str, default_value: str, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[str]:
        """Raises TypeMismatchError, and FlagNotFoundError for what there isn't."""
        _refuse(flag_key)

    def resolve_integer_details(
        self, flag_key: str, default_value: int, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[int]:
        """As for a string."""
        _refuse(flag_key)

    def resolve_float_details(
        self, flag_key: str, default_value: float, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[float]:
        """As for a string."""
        _refuse(flag_key)

    def resolve_object_details(
        self,
        flag_key: str,
        default_value: Sequence[FlagValueType] | Mapping[str, FlagValueType],
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[Sequence[FlagValueType] | Mapping[str, FlagValueType]]:
        """As for a string."""
        _refuse(flag_key)


def context_of(subject: Subject) -> EvaluationContext:
    """Return the context that means this subject. Testers' and pinned answers are no part of it."""
    named: dict[str, Any] = {
        "league": subject.league,
        "auction": subject.auction,
        "staff": subject.staff,
        "superuser": subject.superuser,
        "language": subject.language,
        "label": subject.label,
        "region": subject.region,
        "account_since": subject.since,
    }
    given = {name: value for name, value in named.items() if value is not None}
    key = None if subject.user is None else str(subject.user)
    return EvaluationContext(key, {**subject.traits, **given})


def _with_flag(name: str) -> FlagSnapshot:
    now = snapshot.current()
    if not now.has_flag(name):
        raise FlagNotFoundError(f"There is no flag {name}.")
    return now


def _refuse(name: str) -> NoReturn:
    _with_flag(name)
    raise TypeMismatchError(f"{name} is a boolean, as every flag here is.")


def _subject(context: EvaluationContext) -> Subject:
    try:
        return contexts.trusted_subject({**context.attributes, "targetingKey": context.targeting_key})
    except contexts.InvalidContext as error:
        raise InvalidContextError(str(error)) from error
