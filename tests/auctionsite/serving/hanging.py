"""A process of which something hangs: `python hanging.py loop|thread|interpreter|nothing`, with short limits."""

import asyncio
import ctypes
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from auctionsite.observability import pulses
from auctionsite.serving import watchdog
from auctionsite.serving.loop_watch import LoopWatch

loop_watch = LoopWatch(lambda: 0)


async def serve(what: str) -> None:
    loop_watch.watch(asyncio.get_running_loop())
    if what == "thread":
        pulses.Pulse("a thread", 0.5)  # which never beats
    print("serving", flush=True)
    await asyncio.sleep(0.5)
    if what == "loop":
        time.sleep(600)  # noqa: ASYNC251 # that is the fault
    if what == "interpreter":
        ctypes.PyDLL(None).sleep(600)  # keeps the interpreter's lock, so that no thread of Python's runs
    await asyncio.sleep(600)


watchdog.LOOK_SECONDS, watchdog.SWITCH_SECONDS, watchdog.LOOP_HANGS_SECONDS = 0.1, 1.0, 0.5
watchdog.Watchdog(loop_watch).start()
asyncio.run(serve(sys.argv[1]))
