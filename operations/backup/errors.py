"""Exceptions of backups and restores: a sentence for the operator, and an exit code."""


class OperationFailed(Exception):
    """It could not be done; the text says why and what to do. `code` is the command's exit code."""

    code = 1


class NoSuchBackup(OperationFailed):
    """There is no such backup, or none at all."""

    code = 2


class AlreadyUnderWay(OperationFailed):
    """The same is being done by somebody else right now."""

    code = 3
