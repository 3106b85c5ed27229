"""Reports on files, and what each says of itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from leagues.uploads.reports import FileReport, PreviewLine


@dataclass(frozen=True, slots=True)
class Counted(FileReport):
    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def counts(self) -> dict[str, int]:
        return {"created": self.created, "changed": self.changed, "unchanged": self.unchanged}

    def lines(self) -> Iterator[PreviewLine]:
        yield PreviewLine("new", "Rice")


def test_only_new_and_changed_rows_are_changes() -> None:
    assert Counted(unchanged=3).changes_nothing()
    assert not Counted(created=1).changes_nothing()
    assert not Counted(changed=1).changes_nothing()


def test_good_lines_are_all_that_can_be_applied() -> None:
    report = Counted(created=1, changed=2, unchanged=3, repeated=[7], problems=[(8, "Wrong.")])
    assert (report.good_lines(), report.summary()) == (7, "")
