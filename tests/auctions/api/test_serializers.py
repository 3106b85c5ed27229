"""The OpenAPI document's bodies are those that are read."""

from auctions.api import serializers
from auctions.sockets import protocol


def test_bodies_are_documented_as_they_are_read() -> None:
    read = {serializers.BidSerializer: protocol.BID, serializers.CommandSerializer: protocol.COMMAND}
    for serializer, shape in read.items():
        fields = serializer().fields
        assert {name for name, field in fields.items() if field.required} == set(shape.required)
        assert set(fields) == {*shape.required, *shape.optional}
