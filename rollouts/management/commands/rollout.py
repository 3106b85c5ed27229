"""`manage.py rollout`: the way up, and the way back."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rollouts.changes import actions, reverting, services
from rollouts.changes.services import Author, Source
from rollouts.evaluation.flag_state import FlagState
from rollouts.evaluation.registry import SPECS
from rollouts.explain import named_ids, queries, representation
from rollouts.explain.queries import ChangeOutlook
from rollouts.fleet_command import FleetCommand
from rollouts.management.flag_commands import EXIT_REFUSED, add_reason, exit_on_refusal
from rollouts.models import FlagChange


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """The change that the options mean, and its outcome."""

    flag: str
    version: int
    patch: dict[str, Any]
    reverts: FlagChange | None
    lost: Sequence[str]
    outlook: ChangeOutlook


class Command(FleetCommand):
    changes_site = False
    help = (
        "Release a flag to more people, stop that, or take it back: `rollout waiting_room --step`. Steps are 0, 1, 5, "
        "10, 25, 50, 75, 100 %, and a flag stays on each for ROLLOUT_STEP_MINUTES of the servers. What speaks against "
        "a change is said, and nothing is done without --override and a reason; narrowing and --kill never wait. "
        "With --dry-run it says what would change, for whom, and what can be chosen for them with --consequence. Exit "
        "codes: 0 changed (or would be), 1 refused, 2 wrong arguments, 3 an override is needed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the flag; `flags` lists them")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "--to",
            metavar="PERCENT",
            help="on for so many, 0 to 100 with two decimals at most; a switch knows 0 and 100",
        )
        what.add_argument("--step", action="store_true", help="to the next larger step")
        what.add_argument("--freeze", action="store_true", help="nobody may be added from now on")
        what.add_argument("--unfreeze", action="store_true", help="people may be added again")
        what.add_argument("--kill", action="store_true", help="off for everybody; all else stays, for later")
        what.add_argument(
            "--revert",
            nargs="?",
            const="newest",
            metavar="CHANGE",
            help="take a change back, by its number; without one the newest",
        )
        pair = ("KIND", "WHO")
        what.add_argument(
            "--exclude",
            nargs=2,
            action="append",
            metavar=pair,
            help="leave out, whatever else the flag says: `--exclude user max@example.com`, `--exclude group testers`, "
            "`--exclude league ID`; may be given several times",
        )
        what.add_argument("--readmit", nargs=2, action="append", metavar=pair, help="leave out no longer; as --exclude")
        add_reason(parser)
        parser.add_argument("--override", default="", metavar="REASON", help="why cautions are set aside")
        parser.add_argument("--consequence", default="", metavar="CHOICE", help="what becomes of those whom it affects")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--json", action="store_true", help="print an object")

    def handle(self, *args: Any, name: str, dry_run: bool, **options: Any) -> None:
        with exit_on_refusal():
            plan = _plan(name, options)
            if plan.outlook.affected and options["consequence"] and not dry_run:
                self.require_servers()  # auctions change with it
            change = None if dry_run else _carry_out(plan, options)
        shown = _json(plan, change) if options["json"] else _text(plan, change)
        self.stdout.write(shown)


def _plan(name: str, options: dict[str, Any]) -> ChangePlan:
    state, version = services.current_state(name)
    reverts = _change_of(name, options["revert"]) if options["revert"] else None
    restored = services.plan_revert(reverts) if reverts else None
    try:
        patch = restored.patch if restored else _patch(name, state, options)
    except actions.ActionNotPossible as error:
        raise CommandError(f"{name} {error}", returncode=EXIT_REFUSED) from error
    lost = restored.lost if restored else ()
    return ChangePlan(name, version, patch, reverts, lost, queries.look_ahead(name, patch))


def _patch(name: str, state: FlagState, options: dict[str, Any]) -> dict[str, Any]:
    if options["to"] is not None:
        if name in SPECS and SPECS[name].switch:
            return actions.set_switch(options["to"])
        return actions.set_percentage(state, options["to"])
    if options["step"]:
        return actions.increase_percentage(state)
    for option in ("exclude", "readmit"):
        if options[option]:
            return actions.leave_out(state, _named(options[option]), out=option == "exclude")
    if options["freeze"]:
        return actions.freeze(state, datetime.now(UTC), options["reason"][:200])
    return actions.unfreeze() if options["unfreeze"] else actions.kill()


def _named(pairs: Sequence[Sequence[str]]) -> dict[str, list[Any]]:
    """Return users, groups and leagues by id. Raises CommandError for what isn't there."""
    named: dict[str, list[Any]] = {}
    for kind, who in pairs:
        if kind not in _READERS:
            raise CommandError(f"{kind} is no kind; there are {', '.join(_READERS)}.", returncode=2)
        key, read = _READERS[kind]
        try:
            named.setdefault(key, []).extend(read(who))
        except ValueError as error:
            raise CommandError(str(error), returncode=EXIT_REFUSED) from error
    return named


_READERS: dict[str, tuple[str, Callable[[str], list[Any]]]] = {
    "user": ("users", named_ids.parse_users),
    "group": ("groups", named_ids.parse_groups),
    "league": ("leagues", named_ids.parse_leagues),
}


def _change_of(name: str, which: str) -> FlagChange:
    changes = queries.changes_of(name)
    if which != "newest":
        changes = changes.filter(pk=int(which)) if which.isascii() and which.isdigit() else changes.none()
    change = reverting.that_changed_something(changes).first()
    if change is None:
        raise CommandError(f"{name} has no change{'' if which == 'newest' else f' {which}'}.", returncode=EXIT_REFUSED)
    return change


def _carry_out(plan: ChangePlan, options: dict[str, Any]) -> FlagChange:
    author = Author(source=Source.COMMAND, reason=options["reason"], override=options["override"])
    given = {"expected_version": plan.version, "consequence": options["consequence"]}
    if plan.reverts:
        return services.revert(plan.reverts, author, **given)
    return services.change_flag(plan.flag, plan.patch, author, **given)


def _json(plan: ChangePlan, change: FlagChange | None) -> str:
    affected = plan.outlook.affected
    shown = {
        "flag": plan.flag,
        "changed": change is not None,
        "change": change.pk if change else None,
        "version": change.version if change else plan.version,
        "differences": representation.api_differences(plan.outlook.before, plan.outlook.after),
        "cautions": list(plan.outlook.cautions),
        "affected": affected and {"sentence": affected.sentence, "lines": list(affected.lines)},
        "choices": dict(plan.outlook.choices),
        "done": list(change.done) if change else [],
        "next_step_at": due.at.isoformat() if (due := queries.due_step(plan.flag)) else None,
    }
    return json.dumps(shown, indent=2)


def _text(plan: ChangePlan, change: FlagChange | None) -> str:
    differences = representation.api_differences(plan.outlook.before, plan.outlook.after)
    head = f"{plan.flag} {'would change' if change is None else 'is changed'}:" if differences else "Nothing changes."
    lines = [f"  {name}: {_word(old)} → {_word(new)}" for name, (old, new) in differences.items()]
    end = (
        [*plan.lost, *plan.outlook.remarks]
        if change is None
        else [*change.done, f"This is change {change.pk}; `rollout {plan.flag} --revert {change.pk}` takes it back."]
    )
    due = queries.due_step(plan.flag)
    return "\n".join([head, *lines, *_warnings(plan, change), *end, *([due.sentence] if due else [])])


def _warnings(plan: ChangePlan, change: FlagChange | None) -> Sequence[str]:
    lines = [] if plan.reverts else [f"Caution: {each}" for each in plan.outlook.cautions]
    if lines and change is None:
        lines.append("It needs --override with a reason.")
    if affected := plan.outlook.affected:
        lines += [affected.sentence, *(f"  {line}" for line in affected.lines)]
        lines += [f"  --consequence {code}: {sentence}" for code, sentence in plan.outlook.choices.items()]
    return lines


def _word(value: Any) -> str:
    return json.dumps(value) if value is not None else "–"
