"""A league to try the product with: created once, found again afterwards."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.services import find_or_create_user
from accounts.sign_in.links import make_sign_in_link
from auctions import services
from auctions.models import Auction
from auctions.rules.commands import Actor, ActorRole
from auctions.rules.state import NOT_OVER
from leagues.models import League, Sport
from leagues.queries import commissioners
from leagues.services import add_bot, create_league, import_shipped_clubs, join_league
from leagues.settings.auction import AuctionSettings

LEAGUE = "Champions Evening"
PEOPLE = {"Carla": "commissioner", "Max": "manager", "Mia": "manager", "Olga": "operator"}
BOTS = ("Bruno", "Chiara", "Diego", "Freya", "Kenji")
SETTINGS = AuctionSettings(
    budget=200, slots_min=3, slots_max=6, lot_seconds=20, anti_snipe_seconds=8, break_seconds=3, order="shuffled"
)
LINK_VALID_FOR = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo's people by name, its league, and the league's auction that isn't over."""

    people: dict[str, User]
    league: League
    auction: Auction


def prepare_demo() -> Demo:
    """Create what is missing of the demo; the rest stays as people have left it."""
    people = {name: find_or_create_user(f"{name.lower()}@example.com", name) for name in PEOPLE}
    _make_operator(people["Olga"])
    import_shipped_clubs()
    league = _find_league(people["Carla"]) or _make_league(people)
    running = Auction.objects.filter(league=league, status__in=NOT_OVER).first()
    return Demo(people, league, running or _new_auction(league, people["Carla"]))


def find_demo_league() -> League | None:
    """The demo's league, if it has been made."""
    carla = User.objects.filter(email="carla@example.com").first()
    return _find_league(carla) if carla else None


def _new_auction(league: League, carla: User) -> Auction:
    """A new auction; while operators let none be made, the league's last one. Raises SwitchedOff if it has none."""
    try:
        return services.create_auction(league, Actor(user=carla.pk, role=ActorRole.COMMISSIONER), waiting_room=True)
    except services.SwitchedOff:
        last = Auction.objects.filter(league=league).order_by("-created_at").first()
        if last is None:
            raise
        return last


def make_links(demo: Demo) -> dict[str, str]:
    """A new sign-in link for each person, by name: to the auction, and to the admin for the operator."""
    room = reverse("auction", args=[demo.auction.pk])
    paths = {name: reverse("admin:index") if role == "operator" else room for name, role in PEOPLE.items()}
    return {
        name: make_sign_in_link(user, valid_for=LINK_VALID_FOR, next_path=paths[name])
        for name, user in demo.people.items()
    }


def _make_operator(user: User) -> None:
    if not (user.is_staff and user.is_superuser):
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])


def _find_league(carla: User) -> League | None:
    mine = League.objects.filter(memberships__in=commissioners().filter(user=carla))
    return mine.filter(name=LEAGUE).order_by("created_at").first()


@transaction.atomic
def _make_league(people: dict[str, User]) -> League:
    league = create_league(people["Carla"], LEAGUE, Sport.objects.get(key="football"), SETTINGS)
    for name, role in PEOPLE.items():
        if role == "manager":
            join_league(people[name], league.code)
    for bot in BOTS:
        add_bot(league, bot)
    return league
