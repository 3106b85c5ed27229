"""Exceptions of the launcher: a sentence for a person, or the request to stop."""


class LocalError(Exception):
    """Something a person has to know or mend; its text is one clear sentence, shown without a traceback."""


class StopRequested(Exception):
    """Ctrl-C, SIGTERM or SIGHUP came; whoever waits gives up, and everything is stopped in order."""
