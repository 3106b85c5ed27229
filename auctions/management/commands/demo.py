"""`manage.py demo`: something to try at once."""

import json
import logging
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.urls import reverse

from auctions.demo import BOTS, PEOPLE, Demo, make_links, prepare_demo
from auctions.publish import broadcast
from auctions.publish.messages import status_in_words
from auctions.services import SwitchedOff
from auctionsite.process_settings import settings_in_force
from rollouts.fleet_command import FleetCommand


class Command(FleetCommand):
    changes_site = False
    help = (
        "Make a league to try the product with: Carla (commissioner), Max and Mia (managers), five bots, 36 clubs, an "
        "auction in its waiting room, and Olga, an operator. What is there already stays as it is, so it may be run "
        "any number of times. In production it is refused, since it makes an operator's account."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--links", action="store_true", help="print a sign-in link for each person")
        parser.add_argument("--json", action="store_true", help="print an object")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings_in_force().environment == "production":
            raise CommandError("This is production: the demo would make an operator's account here.")
        logging.getLogger("auctions").setLevel(logging.WARNING)  # log lines would stand between the links
        try:
            demo = prepare_demo()
        except SwitchedOff as error:
            raise CommandError(error.sentence) from error
        sign_in_links = make_links(demo) if options["links"] else {}
        broadcast.flush()
        self.stdout.write(_json(demo, sign_in_links) if options["json"] else _text(demo, sign_in_links))


def _json(demo: Demo, sign_in_links: dict[str, str]) -> str:
    people = [
        {"name": name, "email": demo.people[name].email, "role": role}
        | ({"link": sign_in_links[name]} if sign_in_links else {})
        for name, role in PEOPLE.items()
    ]
    league = {"id": str(demo.league.pk), "name": demo.league.name, "code": demo.league.code}
    auction = {"id": str(demo.auction.pk), "status": demo.auction.status, "url": _room(demo)}
    content = {
        "url": settings_in_force().base_url,
        "league": league,
        "auction": auction,
        "people": people,
        "bots": list(BOTS),
    }
    return json.dumps(content, indent=2)


def _text(demo: Demo, sign_in_links: dict[str, str]) -> str:
    head = f"{demo.league.name} is {status_in_words(demo.auction.status)} at {_room(demo)}"
    if not sign_in_links:
        return head
    rows = [f"  {name:<6} {role:<13} {sign_in_links[name]}" for name, role in PEOPLE.items()]
    advice = (
        "Open Carla's link in one browser and Max's in another (or in a private window), and begin the auction as "
        "Carla: five bots bid against you. Each link works once, within 12 hours."
    )
    return "\n".join([head, "", *rows, "", advice])


def _room(demo: Demo) -> str:
    return f"{settings_in_force().base_url}{reverse('auction', args=[demo.auction.pk])}"
