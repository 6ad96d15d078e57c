"""A second process may set the PDF; the file is the same whoever made it."""

import pytest

from alianza.render import pdf
from tests.render.test_writers import REPORT


def test_the_second_process_sets_the_same_file() -> None:
    pdf.set_ahead(REPORT)
    made = pdf.ahead.take()
    assert made == pdf.to_pdf(REPORT)


def test_a_process_that_fails_leaves_the_file_to_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf.ahead, "_program", "raise SystemExit(1)")
    pdf.set_ahead(REPORT)
    assert pdf.taken(REPORT) == pdf.to_pdf(REPORT)
