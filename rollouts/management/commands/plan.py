"""`manage.py plan`: a release that runs by evidence."""

import json
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rollouts.fleet_command import FleetCommand
from rollouts.management.flag_commands import EXIT_REFUSED, add_reason, exit_on_refusal
from rollouts.models import Plan
from rollouts.plans import forecasts, queries, reports, services
from rollouts.plans.definition import PlanDefinition
from rollouts.plans.report_reading import read_report
from rollouts.plans.templates.catalogue import TEMPLATES

_ACTS: dict[str, Callable[[int, None, str], Plan]] = {
    "pause": services.pause_plan,
    "go_on": services.go_on,
    "roll_back": services.roll_back_plan,
    "end": services.end_plan,
}


class Command(FleetCommand):
    changes_site = False
    help = (
        "Release a flag by a plan, which goes on by itself when it is known that it does no harm, and takes the flag "
        "back when it does: `plan waiting_room --start waiting-room`. Without an option it says where the plan is and "
        "what it waits for. Before it starts it says what each phase can know, and with --dry-run that alone. Exit "
        "codes: 0 done or said, 1 refused, 2 wrong arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the flag; `flags` lists them")
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--start",
            metavar="TEMPLATE",
            choices=list(TEMPLATES),
            help=f"make and start one of: {', '.join(TEMPLATES)}",
        )
        what.add_argument("--status", action="store_true", help="where it is, and what it waits for (the default)")
        what.add_argument(
            "--report", action="store_true", help="its report as Markdown: timeline, figures, who decided"
        )
        what.add_argument("--pause", action="store_true", help="leave the flag as it is until somebody goes on")
        what.add_argument(
            "--go-on", action="store_true", help="go on after a pause, or without evidence where the phase asks"
        )
        what.add_argument("--roll-back", action="store_true", help="back to what the flag was before the plan")
        what.add_argument("--end", action="store_true", help="let go of the flag, which stays as it is")
        add_reason(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="with --start: say what each phase can know, no more"
        )
        parser.add_argument("--json", action="store_true", help="print an object")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        with exit_on_refusal():
            if options["start"]:
                said = self._start(name, TEMPLATES[options["start"]], options)
            else:
                act = next((act for option, act in _ACTS.items() if options[option]), None)
                plan = _plan_of(name)
                if act:
                    plan = act(plan.pk, None, options["reason"])
                said = reports.as_markdown(read_report(plan)) if options["report"] else _shown(plan, options)
        self.stdout.write(said)

    def _start(self, flag: str, template: PlanDefinition, options: dict[str, Any]) -> str:
        said = forecasts.forecast_plan(flag, template)
        if options["dry_run"]:
            told = [{"phase": forecast.phase, "needed": forecast.needed, "have": forecast.have} for forecast in said]
            return json.dumps(told, indent=2) if options["json"] else "\n".join(forecast.sentence for forecast in said)
        shown = _shown(services.make_started_plan(flag, template, None, options["reason"]), options)
        return shown if options["json"] else "\n".join([*(forecast.sentence for forecast in said), "", shown])


def _plan_of(flag: str) -> Plan:
    plan = queries.newest_plan(flag)
    if plan is None:
        raise CommandError(f"{flag} has no plan. `plan {flag} --start TEMPLATE` starts one.", returncode=EXIT_REFUSED)
    return plan


def _shown(plan: Plan, options: dict[str, Any]) -> str:
    described = queries.describe_plan(plan)
    return json.dumps(described, indent=2, default=str) if options["json"] else "\n".join(_lines(described))


def _lines(plan: dict[str, Any]) -> list[str]:
    where = f", in the phase {plan['phase']} since {plan['since']:%Y-%m-%d %H:%M} UTC" if plan["phase"] else ""
    head = f"Plan {plan['id']} of {plan['flag']} ({plan['template']}) is {plan['status'].replace('_', ' ')}{where}."
    told = [f"  {each['at']:%Y-%m-%d %H:%M}  {each['sentence']}" for each in plan["events"]]
    return [head, *([plan["outlook"]] if plan["outlook"] else []), *told]
