"""A room as the tutorials of Channels write it: the ORM in a transaction, then a message to the group."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer, AsyncWebsocketConsumer
from django.db import transaction

from benchmarks.peers.naive.models import Bid, Lot


class AuctionConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc] # channels has no types
    """A socket of the room. Nobody is signed in, and there are no budgets: it does less than ours."""

    async def connect(self) -> None:
        """Come into the room."""
        self.lot = int(self.scope["url_route"]["kwargs"]["lot"])
        self.room = f"lot_{self.lot}"
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave the room."""
        await self.channel_layer.group_discard(self.room, self.channel_name)

    async def receive_json(self, content: dict[str, Any], **_: Any) -> None:
        """Take a bid; tell its bidder what became of it, and everybody if it leads."""
        accepted, price = await self.place_bid(content["amount"])
        await self.send_json({"type": "result", "id": content["id"], "ok": accepted, "price": price})
        if accepted:
            event = {"type": "bid.placed", "bidder": self.channel_name, "amount": price}
            await self.channel_layer.group_send(self.room, event)

    async def bid_placed(self, event: dict[str, Any]) -> None:
        """Pass on that a bid leads."""
        await self.send_json({"type": "bid_placed", "bidder": event["bidder"], "amount": event["amount"]})

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def place_bid(self, amount: int) -> tuple[bool, int]:
        """Return whether the bid leads now, and the price."""
        with transaction.atomic():
            lot = Lot.objects.select_for_update().get(pk=self.lot)
            if amount <= lot.price:
                return False, lot.price
            Bid.objects.create(lot=lot, bidder=self.channel_name[:40], amount=amount)
            lot.price, lot.leader = amount, self.channel_name[:40]
            lot.save()
            return True, lot.price


class ListenerConsumer(AsyncWebsocketConsumer):  # type: ignore[misc] # channels has no types
    """A socket that only hears what is sent to its group: `benchmarks/fan_out.py`."""

    async def connect(self) -> None:
        """Join the group."""
        self.group = self.scope["url_route"]["kwargs"]["group"]
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave the group."""
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def told(self, event: dict[str, Any]) -> None:
        """Pass on a text."""
        await self.send(text_data=event["text"])
