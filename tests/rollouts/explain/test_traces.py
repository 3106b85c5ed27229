"""Traces in words."""

from rollouts.evaluation.evaluate import Reason, bucket, evaluate, percent_text
from rollouts.evaluation.types import BucketBy, FlagPicture, Snapshot, Subject
from rollouts.explain.traces import REASONS, STEPS, conclusion, steps

MAX = Subject(user=7, league="x")
PLACE = bucket("f", BucketBy.LEAGUE, "x")
F = FlagPicture(name="f", percent=PLACE, bucket_by=BucketBy.LEAGUE, requires=(("g", True),))
G = FlagPicture(name="g", everyone=True)


def test_trace_is_said_step_by_step() -> None:
    decision = evaluate(Snapshot(flags={"f": F, "g": G}), "f", MAX, 0.0)
    said = steps(decision)
    assert [(each.of, each.step) for each in said[:3]] == [
        ("", "For everyone"),
        ("", "Schedule"),
        ("g", "For everyone"),
    ]
    assert said[-1].decided
    assert said[-1].found == f"the league's place {percent_text(PLACE)} is not below {percent_text(PLACE)}"


def test_conclusion_names_the_counterfactual() -> None:
    decision = evaluate(Snapshot(flags={"f": F, "g": G}), "f", MAX, 0.0)
    assert conclusion(decision) == f"Off, because of the percentage. On from {percent_text(PLACE + 1)}."
    killed = evaluate(Snapshot(flags={"f": FlagPicture(name="f", everyone=False)}), "f", MAX, 0.0)
    assert conclusion(killed) == "Off, because it is off for everyone."
    unset = evaluate(Snapshot(defaults={"f": True}), "f", MAX, 0.0)
    assert conclusion(unset) == "On, because nobody has set the flag."


def test_every_step_and_reason_has_words() -> None:
    assert {*REASONS} == {*Reason}
    flags = {"f": F, "g": G}
    for snapshot in (Snapshot(flags=flags), Snapshot(), Snapshot(overrides={"f": True})):
        assert {line.step.rpartition(": ")[2] for line in evaluate(snapshot, "f", MAX, 0.0).trace} <= {*STEPS}
