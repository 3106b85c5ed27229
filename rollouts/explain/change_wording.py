"""The effects of a change in words: whom it moves, which servers it chooses, how far it has come."""

from rollouts.audiences.audience import AudienceChange
from rollouts.explain.wording import counted, join_words
from rollouts.propagation.readers import PropagationStatus, ServerGroup


def propagation_sentence(status: PropagationStatus) -> str:
    """Return how far the last change has propagated."""
    if not status.processes:
        return "No process has reported which version of the flags it runs."
    sockets = f" with {counted(status.sockets, 'socket')}" if status.sockets else ""
    if not status.complete:
        return (
            f"{status.current} of {counted(status.processes, 'process')} run the newest version, "
            f"with {status.current_sockets} of {counted(status.sockets, 'socket')}."
        )
    one = status.processes == 1
    all_of_them = f"The one process{sockets} runs" if one else f"All {status.processes} processes{sockets} run"
    took = f"; the last change reached all in {format_seconds(status.seconds)}" if status.seconds is not None else ""
    return f"{all_of_them} the newest version{took}."


def format_seconds(length: float) -> str:
    """Return a duration in seconds: `0.3 s`, `12 s`."""
    return f"{max(0.0, length):.1f} s" if length < 10 else f"{length:,.0f} s"


def audience_sentence(change: AudienceChange) -> str:
    """Return how many enter and leave, and how many have the flag then."""
    kind = change.kind.value
    movers = [
        f"{counted(count, kind)} {verb}{'s' if count == 1 else ''}"
        for count, verb in ((change.enter, "enter"), (change.leave, "leave"))
        if count
    ]
    has, where = f"{change.have:,} of {counted(change.total, kind)}", " on some server" if change.differ else ""
    moved = f"{join_words(movers)}: {has} will have it" if movers else f"Nobody enters or leaves: {has} have it"
    sentence = f"{moved}{where}"
    return f"{sentence}." if change.complete else f"{sentence}. There are more; only these were asked."


def server_phrase(server: ServerGroup) -> str:
    """`web-1 in eu: 2 processes, 12 sockets`."""
    place = f" in {server.region}" if server.region else ""
    running = f"{counted(server.processes, 'process')}, {counted(server.sockets, 'socket')}"
    return f"{server.label or 'no label'}{place}: {running}"
