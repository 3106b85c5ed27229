"""The forms of uploads."""

from leagues.files.own_columns.columns import DAY_ORDER, ColumnQuestion
from leagues.uploads.forms import ColumnsForm


def test_questions_about_columns_are_choices_with_the_likeliest_first() -> None:
    form = ColumnsForm(
        [
            ColumnQuestion("home", "the home side", [("Heim", "Heim"), ("Team 1", "Team 1")]),
            ColumnQuestion("round", "the match day", [("Tag", "Tag"), ("", "Not in the file")]),
            ColumnQuestion(DAY_ORDER, "What is 3/4/2026?", [("day first", "The first number is the day")]),
        ]
    )
    assert [(field.label, field.required) for field in form.fields.values()] == [
        ("Which column has the home side?", True),
        ("Which column has the match day?", False),
        ("What is 3/4/2026?", True),
    ]
    assert str(form["home"]).index("Heim") < str(form["home"]).index("Team 1")
