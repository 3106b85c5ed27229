"""A mail server on this machine that keeps what it takes, and can refuse, or hang up before it says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread

from django.test import override_settings


class MailServer(ThreadingTCPServer):
    """Speaks as much of SMTP as smtplib wants. `answer` is said to each mail; without one it hangs up instead."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails: list[Message] = []
        self.answer: str | None = "250 taken"
        self.answers = Event()
        self.answers.set()

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return int(self.server_address[1])

    def subjects(self) -> list[str]:
        """Of all mails that came in whole, also those that were refused then."""
        return [str(each["Subject"]) for each in self.mails]


class _Conversation(StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            if line.upper().startswith(b"DATA"):
                self._say("354 go on")
                self.server.mails.append(message_from_bytes(b"".join(self._lines()), policy=default))
                self.server.answers.wait(60)
                if self.server.answer is None:
                    break
                self._say(self.server.answer)
            elif line.upper().startswith(b"QUIT"):
                self._say("221 bye")
                break
            else:
                self._say("250 fine")

    def _lines(self) -> Iterator[bytes]:
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            yield line.removeprefix(b".")

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """One to which this process mails while the block lasts."""
    with MailServer() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        backend = "django.core.mail.backends.smtp.EmailBackend"
        with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=server.port):
            yield server
        server.answers.set()
        server.shutdown()
