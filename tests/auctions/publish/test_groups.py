"""Names of groups: each room has its own, and the channel layer takes them."""

from uuid import uuid4

from channels.layers import BaseChannelLayer

from auctions.publish import groups


def test_every_room_has_a_name_of_its_own_that_the_channel_layer_takes() -> None:
    first, second = uuid4(), uuid4()
    names = [
        *(groups.auction_room(each) for each in (first, second)),
        *(groups.league_room(each) for each in (first, second)),
        groups.people(),
    ]
    assert len(set(names)) == len(names)
    assert all(BaseChannelLayer().require_valid_group_name(name) for name in names)


def test_id_and_its_text_name_the_same_room() -> None:
    auction = uuid4()
    assert groups.auction_room(auction) == groups.auction_room(str(auction))
    assert groups.league_room(auction) == groups.league_room(str(auction))
