"""QR codes in pages."""

from urllib.parse import unquote

from auctionsite.text.qr import qr_picture


def test_picture_is_an_svg_that_pages_may_hold_themselves() -> None:
    picture = qr_picture("https://auctions.example/auction/1/")
    assert picture.startswith("data:image/svg+xml")
    assert "<svg" in unquote(picture)
    assert picture != qr_picture("https://auctions.example/auction/2/")
