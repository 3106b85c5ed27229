"""A server that sends each line of its standard input to all its sockets by `websockets.broadcast`, and does no more.

It is told its port by its one argument; its event loop is the one that uvicorn has.
"""

import asyncio
import sys

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

LONGEST_LINE = 16 * 1024 * 1024


async def main(port: int) -> None:
    """Serve until the standard input ends."""
    connections: set[ServerConnection] = set()

    async def stay(connection: ServerConnection) -> None:
        connections.add(connection)
        await connection.wait_closed()
        connections.discard(connection)

    lines = asyncio.StreamReader(LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with serve(stay, "127.0.0.1", port):
        async for line in lines:
            broadcast(connections, line.decode().rstrip("\n"))


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
