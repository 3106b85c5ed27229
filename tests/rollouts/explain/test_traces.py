"""Traces in words."""

from rollouts.evaluation.evaluate import Reason, bucket, evaluate, format_percent
from rollouts.evaluation.types import BucketBy, FlagConfig, FlagSnapshot, Subject
from rollouts.explain.traces import REASONS, STEPS, conclusion_sentence, trace_steps

MAX = Subject(user=7, league="x")
PLACE = bucket("f", BucketBy.LEAGUE, "x")
F = FlagConfig(name="f", percent=PLACE, bucket_by=BucketBy.LEAGUE, requires=(("g", True),))
G = FlagConfig(name="g", everyone=True)


def test_trace_is_said_step_by_step() -> None:
    evaluation = evaluate(FlagSnapshot(flags={"f": F, "g": G}), "f", MAX, 0.0)
    said = trace_steps(evaluation)
    assert [(each.of, each.step) for each in said[:4]] == [
        ("", "For everyone"),
        ("", "Left out"),
        ("", "Schedule"),
        ("g", "For everyone"),
    ]
    assert said[-1].decided
    assert said[-1].found == f"the league's place {format_percent(PLACE)} is not below {format_percent(PLACE)}"


def test_conclusion_names_the_counterfactual() -> None:
    evaluation = evaluate(FlagSnapshot(flags={"f": F, "g": G}), "f", MAX, 0.0)
    assert conclusion_sentence(evaluation) == f"Off, because of the percentage. On from {format_percent(PLACE + 1)}."
    killed = evaluate(FlagSnapshot(flags={"f": FlagConfig(name="f", everyone=False)}), "f", MAX, 0.0)
    assert conclusion_sentence(killed) == "Off, because it is off for everyone."
    arms = FlagConfig(name="f", everyone=True, arms=(("as_today", 1), ("larger", 9_999)))
    drawn = evaluate(FlagSnapshot(flags={"f": arms}), "f", MAX, 0.0)
    assert conclusion_sentence(drawn) == "On in the arm larger, because it is on for everyone."
    unset = evaluate(FlagSnapshot(defaults={"f": True}), "f", MAX, 0.0)
    assert conclusion_sentence(unset) == "On, because nobody has set the flag."


def test_every_step_and_reason_has_words() -> None:
    assert {*REASONS} == {*Reason}
    flags = {"f": F, "g": G}
    drawn = {"f": FlagConfig(name="f", everyone=True, arms=(("a", 5_000), ("b", 5_000)))}
    for snapshot in (
        FlagSnapshot(flags=flags),
        FlagSnapshot(),
        FlagSnapshot(overrides={"f": True}),
        FlagSnapshot(flags=drawn),
    ):
        assert {line.step.rpartition(": ")[2] for line in evaluate(snapshot, "f", MAX, 0.0).trace} <= {*STEPS}
