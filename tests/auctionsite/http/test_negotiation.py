"""A call answers in the one kind it has."""

from rest_framework.parsers import JSONParser
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from auctionsite.http.negotiation import FirstRendererNegotiation


def test_first_renderer_answers_whatever_is_accepted() -> None:
    request = Request(APIRequestFactory().get("/", HTTP_ACCEPT="text/html"))
    json, page = JSONRenderer(), BrowsableAPIRenderer()
    assert FirstRendererNegotiation().select_renderer(request, [json, page]) == (json, "application/json")


def test_body_is_read_by_the_parser_of_its_kind() -> None:
    request = Request(APIRequestFactory().post("/", {}, format="json"))
    parser = JSONParser()
    assert FirstRendererNegotiation().select_parser(request, [parser]) is parser
