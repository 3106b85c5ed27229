"""The codes by which our sockets are closed. What each says to a client is in docs/protocol.md."""


class CloseCode:
    """Close codes of our sockets. They are plain numbers: daphne's protocol takes no other kind of `int`."""

    MALFORMED = 4400
    NOT_SIGNED_IN = 4401
    NOT_OF_THIS_LEAGUE = 4403
    NO_SUCH_AUCTION = 4404
    TOO_SLOW = 4408
    ROOM_FULL = 4409
    REPLACED = 4410
    TOO_MANY = 4429
    FAILED = 4500
    RESTARTING = 4503
    DATABASE_AWAY = 4504
    UNREADABLE = 4505


CLOSE_CODES = tuple(code for name, code in vars(CloseCode).items() if name.isupper())
