"""The socket of a page in the test's hands: it can be cut, and what the server says on it can be held back."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute

_ROOM = re.compile(r"/ws/auction/")


class Line:
    """Every socket that a page opens to a room from now on."""

    def __init__(self, page: Page) -> None:
        self.cut = False
        self._holding = False
        self._held: list[Callable[[], None]] = []
        page.route_web_socket(_ROOM, self._opened)

    def _opened(self, socket: WebSocketRoute) -> None:
        if self.cut:
            socket.close()
            return
        server = socket.connect_to_server()
        server.on_message(lambda message: self._pass_on(socket, message))

    def _pass_on(self, socket: WebSocketRoute, message: str | bytes) -> None:
        if self._holding and '"type":"events"' in str(message):
            self._held.append(lambda: socket.send(message))
        else:
            socket.send(message)

    def hold(self) -> None:
        """From now on the page hears of no events; answers to itself still come."""
        self._holding = True

    def release(self) -> None:
        """Say what was held back, and hold no more."""
        self._holding = False
        while self._held:
            self._held.pop(0)()
