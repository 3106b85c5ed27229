"""The one way to change a flag. The admin, the API, commands and code all come through `change_flags`.

1  one lock for all changes: two operators never build on the same past
2  refuse: not an operator, a flag changed since it was looked at, a mistake, a freeze, a caution without a reason
3  write the flag and what was changed, by whom, from where and why, in one transaction
4  after the commit: tell every process, then do what was chosen for those whom it affects
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.contrib.auth.models import Group
from django.db import connection, transaction

from accounts.models import User
from auctionsite.postgresql.clock import database_now
from auctionsite.process_settings import settings_in_force
from rollouts.audiences import audience
from rollouts.audiences.widening import lets_in
from rollouts.changes import reverting, schedules, side_effects, validation
from rollouts.changes.cautions import current_cautions
from rollouts.changes.remarks import remarks_on
from rollouts.changes.reverting import Reversal
from rollouts.changes.validation import ExistingNames
from rollouts.evaluation import flag_state
from rollouts.evaluation.flag_state import FlagState
from rollouts.evaluation.registry import SPECS, TRAITS
from rollouts.evaluation.stored_state import unreadable_fields
from rollouts.evaluation.types import BucketBy, FlagSnapshot
from rollouts.models import STATE_CHANGED, Flag, FlagChange, Ring
from rollouts.propagation import fleet, loading, snapshot
from rollouts.propagation.fleet import ServerView

log = structlog.get_logger("rollouts")
_LOCK_KEY = 0x57AC_0002
Source = FlagChange.Source


class FlagRefused(Exception):
    """Nothing was changed: `code` for programs, `sentence` for people, with what to do; `fields` by mistake.

    `flag` is the one that was refused, where some were to be changed.
    """

    code = "refused"
    flag = ""

    def __init__(self, sentence: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = dict(fields or {})


class UnknownFlag(FlagRefused):
    """Neither the product nor the table has such a flag."""

    code = "not_found"


class NotOperator(FlagRefused):
    """Only operators change flags."""

    code = "forbidden"


class Stale(FlagRefused):
    """Somebody changed the flag after it was looked at."""

    code = "stale_version"


class Invalid(FlagRefused):
    """A field of the patch is wrong."""

    code = "invalid"


class Frozen(FlagRefused):
    """The flag is frozen, and the change could let somebody in."""

    code = "frozen"


class NeedsOverride(FlagRefused):
    """Something speaks against the change; `cautions` says what. With a reason for setting it aside it is made."""

    code = "override_needed"

    def __init__(self, found: Sequence[str]) -> None:
        super().__init__(f"{' '.join(found)} Give a reason as override if it must be.")
        self.cautions = list(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequest:
    """A requested change: fields of the flag and their new values.

    `expected_version` is the flag's version that was looked at; None: whatever it is. `consequence` is the choice for
    those whom the change affects, see `side_effects.py`; empty: the one that harms least. `planned`: its steps are
    those of a plan, and may be larger than the ladder's.
    """

    flag: str
    patch: Mapping[str, Any]
    expected_version: int | None = None
    consequence: str = ""
    reverts: FlagChange | None = None
    planned: bool = False
    said: Sequence[str] = ()
    """Sentences for whoever makes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """The author of a change, with source and reason. No actor: the program itself, or somebody at a command line."""

    source: FlagChange.Source
    reason: str = ""
    actor: User | None = None
    override: str = ""


def change_flag(flag: str, patch: Mapping[str, Any], author: Author, **options: Any) -> FlagChange:
    """Change one flag; `options` are the other fields of `ChangeRequest`. Raises FlagRefused: nothing is changed."""
    [made] = change_flags([ChangeRequest(flag=flag, patch=patch, **options)], author)
    return made


def change_flags(changes: Sequence[ChangeRequest], author: Author) -> list[FlagChange]:
    """Change some flags, all or none. Raises FlagRefused."""
    _allow(author)
    carry_out_schedules()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])
            cursor.execute("SET LOCAL rollouts.service = 'on'")
        quiet_until = schedules.quiet_until()
        before = now = loading.load_snapshot()
        views = fleet.server_views()
        made = []
        for request in changes:
            made.append(_make_one(request, author, views, now, others=len({c.flag for c in changes}) - 1))
            now = loading.snapshot_with(now, request.flag, made[-1].after)
        if quiet_until:  # a start that is set to the past has come with this change
            schedules.move_to(quiet_until)
        _announce([change for change in made if not change.repeated], before)
    return made


def carry_out_schedules(until: datetime | None = None) -> list[FlagChange]:
    """Note each start and end that has come until now by the database's clock, once, whichever process comes first.

    While somebody else changes flags nothing is done: whoever comes next does it.
    """
    if not schedules.due_turns(until):
        return []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK_KEY])
            if not cursor.fetchone()[0]:
                return []
            cursor.execute("SET LOCAL rollouts.service = 'on'")
        before = loading.load_snapshot()
        made = schedules.note_turns(schedules.due_turns(until))
        _announce(made, before)
    return made


def _announce(made: Sequence[FlagChange], before: FlagSnapshot) -> None:
    """After the commit, tell every process, and do what was chosen for those whom the changes affect."""
    after = loading.load_snapshot()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL rollouts.service = 'off'")
    transaction.on_commit(snapshot.notify_processes)
    for change in made:
        transaction.on_commit(partial(_carry_out_side_effects, change, before, after))


def _carry_out_side_effects(change: FlagChange, before: FlagSnapshot, after: FlagSnapshot) -> None:
    """The change is made: whatever fails from here on, it stands. `change.done` says what was done."""
    log.info("flag.changed", flag=change.flag, source=change.source, userId=change.actor_id)
    try:
        done = side_effects.carry_out(change.flag, change.consequence, before, after, change.actor)
    except Exception as error:  # it must not look as if nothing was changed
        log.exception("flag.consequence_failed", flag=change.flag, consequence=change.consequence, error=str(error))
        done = [f"The flag was changed, and what was chosen with it failed: {error!r}. The log has more."]
    change.done = [*change.done, *done]


def revert(change: FlagChange, author: Author, **options: Any) -> FlagChange:
    """Give the flag the state it had before a change: a change of its own, which needs no override.

    What isn't there any more stays away, and `done` says so. `options` are `expected_version` and `consequence` of
    `ChangeRequest`. Raises FlagRefused.
    """
    willing = Author(source=author.source, reason=author.reason, actor=author.actor, override="takes a change back")
    change = reverting.change_to_take_back(change)
    restored = plan_revert(change)
    return change_flag(change.flag, restored.patch, willing, reverts=change, said=restored.lost, **options)


def plan_revert(change: FlagChange) -> Reversal:
    """Return how to restore the state before a change. A later freeze stays. Raises UnknownFlag."""
    change = reverting.change_to_take_back(change)
    before = {**flag_state.NEW_STATE, **(change.before or default_state(change.flag))}
    if before["frozen_at"] == (change.after or flag_state.NEW_STATE)["frozen_at"]:
        del before["frozen_at"], before["freeze_reason"]
    return reverting.without_what_is_gone(before, _existing_names(change.flag, before))


def current_state(flag: str) -> tuple[FlagState, int]:
    """Return a flag's state and version; without a row, its default state and 0. Raises UnknownFlag."""
    row = Flag.objects.prefetch_related("users", "groups").filter(name=flag).first()
    return (default_state(flag), 0) if row is None else (loading.state_of(row), row.version)


def apply_unsaved(flag: str, patch: Mapping[str, Any]) -> tuple[FlagState, FlagState]:
    """Return the flag's state now and after the patch, without saving it. Raises UnknownFlag, Invalid."""
    before, _ = current_state(flag)
    return before, _patched(flag, before, patch)


def _allow(author: Author) -> None:
    by_hand = author.source in {Source.ADMIN, Source.API}
    if (author.actor is None and by_hand) or (author.actor is not None and not author.actor.is_staff):
        raise NotOperator("Only operators change flags. Ask one of them.")


def _make_one(
    request: ChangeRequest, author: Author, views: Sequence[ServerView], now: FlagSnapshot, *, others: int
) -> FlagChange:
    """Make one of the changes; a refusal says which flag it is about."""
    try:
        return _make(request, author, views, now, others=others)
    except FlagRefused as refused:
        refused.flag = request.flag
        raise


def _make(
    request: ChangeRequest, author: Author, views: Sequence[ServerView], now: FlagSnapshot, *, others: int
) -> FlagChange:
    before, version = current_state(request.flag)
    if request.expected_version not in {None, version}:
        raise Stale(f"{request.flag} was changed meanwhile. Look at it again, then decide.")
    after = _patched(request.flag, before, request.patch)
    stored = _stored_state(request.flag)
    unread = {key: stored[key] for key in unreadable_fields(stored) if key not in request.patch}
    _check_choice(request)
    if stored == after | unread and not request.consequence and (newest := _newest_change(request)):
        return newest
    if before["frozen_at"] and after["frozen_at"] and lets_in(views, now, request.flag, before, after):
        why = f" ({before['freeze_reason']})" if before["freeze_reason"] else ""
        raise Frozen(f"{request.flag} is frozen{why}: it can be narrowed or turned off. Unfreeze it first.")
    cautions = current_cautions(views, now, request.flag, before, after, others=others, planned=request.planned)
    if cautions and not author.override.strip():
        raise NeedsOverride(cautions)
    row = _write(request.flag, after | unread)
    made = FlagChange.objects.create(
        flag=request.flag,
        before=before if version else None,
        after=after | unread,
        actor=author.actor,
        source=author.source,
        reason=author.reason.strip()[:500],
        override=author.override.strip()[:500] if cautions else "",
        consequence=request.consequence,
        reverts=request.reverts,
        version=row.version,
        at=database_now(),
    )
    made.done = (*request.said, *remarks_on(request.flag, before, after))
    return made


def _stored_state(flag: str) -> FlagState:
    """Return the flag's row with what this release can't read of it, which stays as it is; empty without a row."""
    row = Flag.objects.prefetch_related("users", "groups").filter(name=flag).first()
    return {} if row is None else loading.stored_state_of(row)


def _newest_change(request: ChangeRequest) -> FlagChange | None:
    """Return the change that made the flag what it is: to ask for it again leaves no second one."""
    newest = FlagChange.objects.filter(STATE_CHANGED, flag=request.flag).order_by("-id").first()
    if newest:
        newest.repeated, newest.done = True, ["Nothing was changed: it is so already.", *request.said]
    return newest


def _check_choice(request: ChangeRequest) -> None:
    offered = side_effects.choices(request.flag)
    if request.consequence and request.consequence not in offered:
        which = f"Choose one of {', '.join(offered)}." if offered else "There is nothing to choose for this flag."
        raise Invalid(f"There is no choice {request.consequence}.", {"consequence": which})


def _patched(flag: str, before: FlagState, patch: Mapping[str, Any]) -> FlagState:
    try:
        after = validation.apply_patch(flag, before, patch, _existing_names(flag, patch))
    except validation.InvalidPatch as error:
        raise Invalid(str(error), error.fields) from error
    if (spec := SPECS.get(flag)) and spec.switch and after["everyone"] is None:
        raise Invalid(f"{flag} is a switch: it is on or off for everyone.", {"everyone": "Give true or false."})
    return after


def default_state(flag: str) -> FlagState:
    """Return the state of a flag that nobody has set: its default, and what the code declares.

    Raises UnknownFlag.
    """
    spec = SPECS.get(flag)
    if spec is None:
        raise UnknownFlag(f"There is no flag {flag}. `manage.py flags` lists them.")
    default = spec.default(settings_in_force().environment)
    everyone = default if default or spec.switch else None
    known = {"bucket_by": spec.bucket_by.value, "requires": dict(spec.requires), "note": spec.does}
    return {**flag_state.NEW_STATE, **known, "everyone": everyone, "percent": None if default else 0.0}


def _existing_names(flag: str, patch: Mapping[str, Any]) -> ExistingNames:
    rows = Flag.objects.exclude(name=flag).values_list("name", "requires")
    others = {name: needed if isinstance(needed, dict) else {} for name, needed in rows}
    unset = {name: spec.requires for name, spec in SPECS.items() if name not in others and name != flag}
    return ExistingNames(
        flags={*others, *SPECS} - {flag},
        rings=list(Ring.objects.order_by("place").values_list("name", flat=True)),
        users=_existing_ids(User, patch.get("users"), patch.get("excluded_users")),
        groups=_existing_ids(Group, patch.get("groups"), patch.get("excluded_groups")),
        leagues=_existing_leagues(patch.get("leagues"), patch.get("excluded_leagues")),
        traits=TRAITS,
        requires={**unset, **others},
    )


def _existing_ids(model: type[User] | type[Group], *lists: Any) -> Collection[int]:
    numbers = [each for each in _items(lists) if isinstance(each, int) and abs(each) < 2**31]
    return set(model.objects.filter(pk__in=numbers).values_list("pk", flat=True))


def _existing_leagues(*lists: Any) -> Collection[str]:
    source = audience.sources.get(BucketBy.LEAGUE)
    ids = {str(UUID(str(each))) for each in _items(lists) if validation.is_uuid(each)}
    return source.names(ids) if source and ids else ()


def _items(lists: Iterable[Any]) -> list[Any]:
    """Return what these name together; what isn't a list names nothing, and is refused elsewhere."""
    return [each for named in lists if isinstance(named, list) for each in named[: validation.MAX_NAMED]]


def _write(flag: str, after: FlagState) -> Flag:
    columns = {key: value for key, value in after.items() if key not in {"users", "groups"}}
    for key in ("starts_at", "ends_at", "frozen_at"):
        columns[key] = flag_state.parse_instant(columns[key])
    row, _ = Flag.objects.update_or_create(name=flag, defaults=columns)
    row.users.set(after["users"])
    row.groups.set(after["groups"])
    row.refresh_from_db(fields=["version"])  # the trigger's
    return row
