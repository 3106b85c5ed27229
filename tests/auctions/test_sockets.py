from accounts.models import User
from auctions.rules.commands import Actor, Role
from auctions.services import create_auction
from leagues.models import League
from tests.live import Site


def test_hello(site: Site, league: League, carla: User, max_: User) -> None:
    a = create_auction(league, Actor(user=carla.pk, role=Role.COMMISSIONER), waiting_room=True)
    c = site.client(a.pk, carla)
    m = site.client(a.pk, max_, site.webs[1])
    c.hello()
    m.hello()
    print(c.command("begin"))
    m.wait_for_event("lot_started")
    print(m.bid(m.lot["id"], 3))
    c.wait_for_event("bid_placed")
    print(c.wait_for("presence"))
    import json

    print(len(json.dumps(c.frames[0])), [(f["type"], len(json.dumps(f))) for f in m.frames])
