"""A file, or several that belong together, chosen in a form."""

import json
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.datastructures import MultiValueDict

from leagues.files.formats.joining import MOST_FILES
from leagues.files.limits import MOST_BYTES
from leagues.uploads.fields import FilesField
from tests.leagues.files.formats.cricket_match import MATCH
from tests.leagues.files.formats.test_fpl import FIXTURES, PLAYERS, TEAMS


class Form(forms.Form):
    file = FilesField(max_length=20)


def form_of(**files: str | bytes) -> Form:
    sent: list[UploadedFile[Any]] = [
        SimpleUploadedFile(name.replace("_", "."), each if isinstance(each, bytes) else each.encode())
        for name, each in files.items()
    ]
    return Form({}, MultiValueDict({"file": sent}))


def problems_of(form: Form) -> list[str]:
    assert not form.is_valid()
    return [str(each) for each in form.errors["file"]]


def test_one_file_is_handed_on_as_it_was_sent() -> None:
    form = form_of(clubs_csv=b"name\nM\xfcnchen\n")
    assert form.is_valid()
    assert form.cleaned_data["file"].name == "clubs.csv"
    assert form.cleaned_data["file"].read() == b"name\nM\xfcnchen\n"


def test_files_that_need_each_other_become_one() -> None:
    form = form_of(teams_csv=TEAMS, fixtures_csv=FIXTURES)
    assert form.is_valid()
    assert form.cleaned_data["file"].name == "fixtures.csv"
    assert b"Reds,Blues" in form.cleaned_data["file"].read()
    matches = form_of(**{"1527674_json": json.dumps(MATCH), "1527675_json": json.dumps(MATCH)})
    assert matches.is_valid()
    assert matches.cleaned_data["file"].name == "2 matches.json"


def test_what_is_wrong_stands_at_the_field() -> None:
    assert problems_of(form_of()) == ["This field is required."]
    assert problems_of(form_of(empty_csv="")) == ["The submitted file is empty."]
    assert "20 characters" in problems_of(form_of(**{"x" * 30: "name\n"}))[0]
    assert problems_of(form_of(a_csv=FIXTURES, b_csv=PLAYERS))[0].startswith("These files don't belong together")
    assert problems_of(form_of(a_csv=FIXTURES, b_csv=b"\x00\xff"))[0].startswith("This is not UTF-8")
    files: list[UploadedFile[Any]] = [SimpleUploadedFile("a.csv", b"a\n")] * (MOST_FILES + 1)
    many = Form({}, MultiValueDict({"file": files}))
    assert problems_of(many) == ["Choose 100 files at most; upload the others after them."]


def test_files_together_are_no_larger_than_one_may_be() -> None:
    half = b"x" * (MOST_BYTES // 2 + 1)
    assert problems_of(form_of(a_csv=half, b_csv=half)) == [
        "Together these files are larger than 10 MB; choose fewer at a time."
    ]


@pytest.mark.parametrize("attribute", ['type="file"', "multiple"])
def test_several_can_be_chosen(attribute: str) -> None:
    assert attribute in str(form_of()["file"])
