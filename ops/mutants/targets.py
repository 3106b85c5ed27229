"""The modules that are mutated, and the tests that have to notice."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationTarget:
    """Modules that are mutated together, and the tests that are run against each mutant: few, and quick."""

    name: str
    modules: tuple[str, ...]
    """Globs, relative to the project."""
    tests: tuple[str, ...]
    """pytest's arguments: files and folders, and which of their tests to leave out, because they take seconds."""
    database: bool = False
    """Its tests use the database: one mutant at a time, since all have the same."""

    def files(self, project: Path) -> list[str]:
        """All that it mutates."""
        return sorted({found.relative_to(project).as_posix() for each in self.modules for found in project.glob(each)})


TARGETS = (
    MutationTarget(
        name="rules",
        modules=("auctions/rules/*.py",),
        tests=("tests/auctions/rules", "--ignore=tests/auctions/rules/test_random_auctions.py"),
    ),
    *(
        MutationTarget(name=part, modules=(f"auctions/rules/{part}/*.py",), tests=(f"tests/auctions/rules/{part}",))
        for part in ("nominations", "pace", "powers")
    ),
    MutationTarget(
        name="limits",
        modules=("auctions/rules/limits/*.py",),
        tests=(
            "tests/auctions/rules/limits",
            "--deselect=tests/auctions/rules/limits/test_places.py::test_in_every_state_everybody_can_fill_the_minima_out_of_what_can_still_come_up",
        ),
    ),
    MutationTarget(
        name="proxies",
        modules=("auctions/rules/proxies/*.py",),
        tests=(
            "tests/auctions/rules/proxies",
            "tests/auctions/rules/powers/test_bids.py",
            "--ignore=tests/auctions/rules/proxies/test_secrecy.py",
        ),
    ),
    MutationTarget(
        name="trade policy", modules=("season/trade_policy.py",), tests=("tests/season/test_trade_policy.py",)
    ),
    MutationTarget(name="scoring", modules=("season/scoring/*.py",), tests=("tests/season/scoring",)),
    MutationTarget(
        name="flag evaluation",
        modules=("rollouts/evaluation/evaluate.py", "rollouts/evaluation/types.py"),
        tests=(
            "tests/rollouts/evaluation/test_evaluate.py",
            "tests/rollouts/evaluation/test_arms.py",
            "tests/rollouts/evaluation/test_frozen.py",
            "tests/rollouts/evaluation/test_types.py",
            *(
                f"--deselect=tests/rollouts/evaluation/test_arms.py::test_{part}"
                for part in (
                    "nobody_changes_arms_when_the_percentage_rises",
                    "arms_are_as_large_as_their_weights",
                    "another_salt_moves_nobody_to_another_arm",
                    "arm_says_nothing_of_the_place_in_the_percentage",
                    "flags_that_share_a_salt_draw_their_arms_apart",
                )
            ),
            "--deselect=tests/rollouts/evaluation/test_evaluate.py::test_nobody_leaves_on_the_way_up_the_ladder",
        ),
    ),
    MutationTarget(
        name="evidence",
        modules=("rollouts/evidence/*.py",),
        tests=(
            "tests/rollouts/evidence",
            "--ignore=tests/rollouts/evidence/test_simulated_years.py",
            "--ignore=tests/rollouts/evidence/test_simulated_experiments.py",
        ),
    ),
    MutationTarget(
        name="plans",
        modules=tuple(f"rollouts/plans/{part}.py" for part in ("checks", "definition", "machine")),
        tests=tuple(
            f"tests/rollouts/plans/test_{part}.py" for part in ("checks", "definition", "experiment_rules", "machine")
        ),
    ),
    MutationTarget(
        name="engine",
        modules=("auctions/engine.py",),
        tests=(
            "tests/auctions/test_engine.py",
            "tests/auctions/test_engine_once.py",
            "tests/auctions/test_engine_tables.py",
            "tests/auctions/test_engine_stalls.py",
            "tests/auctions/test_changing_pace.py::test_slow_play_is_offered_where_the_flag_is_on_and_live_play_always",
            "tests/auctions/publish/test_telemetry.py::test_a_refused_bid_says_in_one_line_what_its_receipt_says",
            "tests/auctions/store/test_snapshots.py::test_snapshot_is_due_where_so_many_events_are_passed",
            # It waits until Postgres ends the transaction of a process that has stopped.
            "--deselect=tests/auctions/test_engine_stalls.py::test_process_that_stops_with_the_lock_loses_it_and_changed_nothing",
        ),
        database=True,
    ),
)
