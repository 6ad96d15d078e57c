"""The pages' scripts may be made by a second process; they are the same, and a failed process is no failure."""

import sys

import pytest

from alianza.render import bundle


def test_the_second_process_makes_the_same_script(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle.ahead.start()
    made = bundle.ahead.take().decode("utf-8")
    monkeypatch.setattr(sys, "executable", "")
    bundle.ahead.start()
    assert bundle.ahead.take() == b""
    bundle.bundle.cache_clear()
    assert bundle.bundle() == made.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def test_a_process_that_cannot_start_or_fails_leaves_the_work_to_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    bundle.ahead.start()
    assert bundle.ahead.take() == b""
    monkeypatch.undo()
    monkeypatch.setattr(bundle.ahead, "_program", "raise SystemExit(1)")
    bundle.ahead.start()
    assert bundle.ahead.take() == b""


def test_a_process_whose_work_nobody_takes_is_ended() -> None:
    bundle.ahead.start()
    process = bundle.ahead._process
    bundle.ahead.stop()
    assert process is not None and process.poll() is not None
