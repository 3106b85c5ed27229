"""The form of a file of seats: a file or pasted rows, and never both."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from auctions.seating.forms import SeatFileForm


def sent(content: bytes) -> "MultiValueDict[str, Any]":
    return MultiValueDict({"file": [SimpleUploadedFile("purses.csv", content)]})


def test_text_comes_from_the_file_or_from_what_is_pasted() -> None:
    uploaded = SeatFileForm({}, sent("manager,budget\nZoë,41\n".encode()))
    assert uploaded.is_valid()
    assert uploaded.cleaned_data == {"text": "manager,budget\nZoë,41\n", "file_name": "purses.csv"}
    pasted = SeatFileForm({"pasted": "\nmanager\tbudget\nMax\t41\n"})
    assert pasted.is_valid()
    assert pasted.cleaned_data == {"text": "manager\tbudget\nMax\t41", "file_name": "what you pasted"}


@pytest.mark.parametrize("pasted", ["", "  \n", "manager"])
def test_nothing_and_both_are_asked_about(pasted: str) -> None:
    form = SeatFileForm({"pasted": pasted}, sent(b"manager\n") if pasted == "manager" else None)
    assert form.errors == {"__all__": ["Choose a file or paste rows, one of the two."]}


def test_what_is_no_text_says_so_beside_the_file() -> None:
    form = SeatFileForm({}, sent(b"%PDF-1.7"))
    assert form.errors == {"file": ["This is a PDF; save it as .xlsx or as CSV and upload that."]}
