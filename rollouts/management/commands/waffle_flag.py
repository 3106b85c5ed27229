"""`manage.py waffle_flag`: waffle's command, through the one service that changes flags."""

from argparse import BooleanOptionalAction
from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import CommandError, CommandParser

from rollouts.changes.services import current_state
from rollouts.evaluation.flag_state import FlagState
from rollouts.explain import queries
from rollouts.explain.representation import ON_FOR
from rollouts.fleet_command import FleetCommand
from rollouts.management.flag_commands import add_reason, change_as_waffle, exit_on_refusal, user_of

_KINDS = {
    "superusers": "on for superusers",
    "staff": "on for staff",
    "authenticated": "on for those who are signed in",
    "testing": "testers' browsers may ask for an answer with dwft_NAME",
}
_SHOWN = ("superusers", "everyone", "authenticated", "percent", "testing", "rollout", "staff")


class Command(FleetCommand):
    changes_site = False
    help = (
        "Change a flag, or list all. Only what is named changes: `--percent 10` leaves everyone, superusers, staff "
        "and testing as they are (waffle's own command resets them). Everything is noted as a change and can be taken "
        "back with `rollout NAME --revert`. What speaks against a change, such as skipped steps, counts as set aside "
        "by this command; `rollout` asks. A flag that the code doesn't know can't be made, also not with --create: "
        "nobody would read it. Exit codes: 0 changed or listed, 1 refused, 2 wrong arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="the flag")
        parser.add_argument("-l", "--list", action="store_true", dest="list_flags", help="list all flags")
        everyone = parser.add_mutually_exclusive_group()
        everyone.add_argument("--everyone", action="store_const", const=True, help="on for everyone")
        everyone.add_argument(
            "--deactivate", action="store_const", const=False, dest="everyone", help="off for everyone"
        )
        everyone.add_argument(
            "--unknown",
            action="store_const",
            const="unknown",
            dest="everyone",
            help="neither: on for whom percentage, groups and the rest say",
        )
        parser.add_argument("-p", "--percent", help="for so many of all, 0 to 100 with two decimals at most")
        for kind, whom in zip(_KINDS, ("superusers", "staff", "those who are signed in", ""), strict=True):
            help_text = (
                f"on for {whom}, or not" if whom else "testers' browsers may ask for an answer with dwft_NAME, or not"
            )
            short = ("-t",) if kind == "testing" else ()
            parser.add_argument(*short, f"--{kind}", action=BooleanOptionalAction, help=help_text)
        parser.add_argument(
            "-r", "--rollout", action=BooleanOptionalAction, help="has no effect: answers don't hang on cookies here"
        )
        parser.add_argument("-g", "--group", action="append", default=[], help="on for these groups, by name, alone")
        parser.add_argument("-u", "--user", action="append", default=[], help="on for these users, by address, alone")
        parser.add_argument("--append", action="store_true", help="these groups and users as well as those there are")
        parser.add_argument("--create", action="store_true", help="not needed: every flag that the code knows is there")
        add_reason(parser)

    def handle(self, *args: Any, name: str | None, list_flags: bool, **options: Any) -> None:
        if list_flags:
            self._list()
            return
        if not name:
            raise CommandError("You need to specify a flag name.")
        with exit_on_refusal():
            before, _ = current_state(name)
        patch = _patch(options, before)
        if options["rollout"] is not None:
            self.stderr.write("--rollout has no effect: answers don't hang on cookies here.")
        if not patch:
            raise CommandError("Nothing to change is named. See --help.", returncode=2)
        change = change_as_waffle(name, patch, "waffle_flag", options["reason"])
        for key in patch:
            self.stdout.write(f"Setting {key}: {(change.after or {})[key]}")
        if "percent" in patch and (change.after or {})["everyone"] is not None:
            how = "on" if (change.after or {})["everyone"] else "off"
            self.stderr.write(f"{name} is {how} for everyone, so the percentage counts only after --unknown.")

    def _list(self) -> None:
        self.stdout.write("Flags:")
        names = queries.flag_names()
        reaches = queries.reaches_of(names)
        for name, (state, _) in queries.flag_states(names).items():
            self.stdout.write(f"NAME: {name}")
            for key in _SHOWN:
                self.stdout.write(f"{key.upper()}: {state.get(key, False)}")
            self.stdout.write(f"ON FOR: {ON_FOR[reaches[name].extent]}")
            self.stdout.write(f"GROUPS: {queries.group_names(state['groups'])}")
            self.stdout.write(f"USERS: {queries.user_addresses(state['users'])}\n")


def _patch(options: dict[str, Any], before: FlagState) -> dict[str, Any]:
    """Return the options that are given, as a patch."""
    patch = {key: options[key] for key in ("percent", *_KINDS) if options[key] is not None}
    if options["everyone"] is not None:
        patch["everyone"] = None if options["everyone"] == "unknown" else options["everyone"]
    named = {"groups": [_group(each) for each in options["group"]], "users": [user_of(u).pk for u in options["user"]]}
    for key, ids in named.items():
        if ids:
            patch[key] = sorted({*before[key], *ids} if options["append"] else {*ids})
    return patch


def _group(name: str) -> int:
    group = Group.objects.filter(name=name).first()
    if group is None:
        raise CommandError(f"Group {name} does not exist.")
    return group.pk
