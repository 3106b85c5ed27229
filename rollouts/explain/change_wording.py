"""The effects of a change in words: whom it moves, which servers it chooses, how far it has come."""

from rollouts.changes.audience import AudienceChange
from rollouts.explain.wording import counted, join_words
from rollouts.propagation.readers import PropagationStatus, ServerGroup


def propagation_sentence(found: PropagationStatus) -> str:
    """Return how far the last change has propagated."""
    if not found.processes:
        return "No process has reported which version of the flags it runs."
    sockets = f" with {counted(found.sockets, 'socket')}" if found.sockets else ""
    if not found.complete:
        return (
            f"{found.current} of {counted(found.processes, 'process')} run the newest version, "
            f"with {found.current_sockets} of {counted(found.sockets, 'socket')}."
        )
    one = found.processes == 1
    all_of_them = f"The one process{sockets} runs" if one else f"All {found.processes} processes{sockets} run"
    took = f"; the last change reached all in {format_seconds(found.seconds)}" if found.seconds is not None else ""
    return f"{all_of_them} the newest version{took}."


def format_seconds(length: float) -> str:
    """Return a duration in seconds: `0.3 s`, `12 s`."""
    return f"{max(0.0, length):.1f} s" if length < 10 else f"{length:,.0f} s"


def audience_sentence(found: AudienceChange) -> str:
    """Return how many enter and leave, and how many have the flag then."""
    one = found.kind.value
    movers = [
        f"{counted(count, one)} {verb}{'s' if count == 1 else ''}"
        for count, verb in ((found.enter, "enter"), (found.leave, "leave"))
        if count
    ]
    has = f"{found.have:,} of {counted(found.total, one)}"
    said = f"{join_words(movers)}: {has} will have it" if movers else f"Nobody enters or leaves: {has} have it"
    return f"{said}." if found.complete else f"{said}. There are more; only these were asked."


def server_phrase(found: ServerGroup) -> str:
    """`web-1 in eu: 2 processes, 12 sockets`."""
    place = f" in {found.region}" if found.region else ""
    running = f"{counted(found.processes, 'process')}, {counted(found.sockets, 'socket')}"
    return f"{found.label or 'no label'}{place}: {running}"
