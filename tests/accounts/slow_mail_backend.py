"""A mail server that takes its time."""

from threading import Event

from django.core.mail.backends.locmem import EmailBackend

answers = Event()
"""Set it, and the server takes the mail that waits and all that follows."""
PATIENCE_SECONDS = 60


class SlowBackend(EmailBackend):
    """Takes no mail before `answers` is set."""

    def send_messages(self, messages: object) -> int:
        assert answers.wait(PATIENCE_SECONDS), "nobody set the event"
        return int(super().send_messages(messages))  # type: ignore[arg-type] # whatever it is
