"""A process that sends what waits in the queue, by one channel, until it is killed; test_killed_senders.py starts some.

It is told the channel, and the port of the push service on this machine.
"""

import sys
import time
from dataclasses import replace
from functools import partial

import django


def main(channel: str, push_port: str) -> None:
    """Send for ever."""
    django.setup()
    from http.client import HTTPConnection

    from notices.push.sending import send_push
    from season.background import NOTICE_STEPS, Worker

    def connect(host: str) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", int(push_port), timeout=120)

    mails, pushes, *_ = NOTICE_STEPS
    assert (mails.name, pushes.name) == ("mails", "pushes")
    step = {"email": mails, "push": replace(pushes, run=partial(send_push, connect=connect))}[channel]
    worker = Worker((step,))
    while True:
        worker.work()
        time.sleep(0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
