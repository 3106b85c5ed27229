"""QR codes as pictures that a page may hold itself."""

import segno


def qr_picture(text: str) -> str:
    """Return the address of an SVG picture with a QR code of the text: a `data:` one, black on white."""
    return str(segno.make(text).svg_data_uri(scale=4, border=2, light="white"))
