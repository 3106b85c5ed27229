"""Users."""

from accounts.models import User
from accounts.services import create_bot_user, find_or_create_user, set_name


def test_find_or_create_user_keeps_an_existing_name(carla: User) -> None:
    assert find_or_create_user("Carla@Example.com", "Somebody") == carla
    assert User.objects.get().name == "Carla"


def test_bot_users_have_addresses_that_receive_nothing(db: None) -> None:
    bot, other = create_bot_user("Ada"), create_bot_user("Ada")
    assert bot.email.endswith(".invalid")
    assert bot != other
    assert not bot.has_usable_password()


def test_set_name(carla: User) -> None:
    set_name(carla, "Carla C.")
    assert User.objects.get().display_name == "Carla C."
