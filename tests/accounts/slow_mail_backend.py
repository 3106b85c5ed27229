"""A mail server that takes its time."""

import time

from django.core.mail.backends.locmem import EmailBackend


class SlowBackend(EmailBackend):
    """Takes two seconds for each mail."""

    def send_messages(self, messages: object) -> int:
        time.sleep(2)
        return int(super().send_messages(messages))  # type: ignore[arg-type] # whatever it is
