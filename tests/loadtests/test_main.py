"""Choosing a load test. Playing one takes minutes, and packages that only `make loadtest` installs."""

import builtins

import pytest

from loadtests import __main__


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        (["1", ""], ("one-auction", None)),
        (["0", "x", "99", "5", "0.1", "long", "0.5"], ("spike", 0.5)),
    ],
)
def test_somebody_is_asked_until_the_answers_are_some(
    typed: list[str], chosen: tuple[str, float | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(typed)
    monkeypatch.setattr(builtins, "input", lambda question: next(answers))
    assert __main__.ask() == chosen
    assert not list(answers)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such"], "invalid choice"),
        (["spike", "--minutes", "0.1"], "a number from 0.2 to 120"),
        ([], "name a scenario: one-auction, "),
    ],
)
def test_what_cannot_be_played_is_said(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        __main__.main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
