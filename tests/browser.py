"""Chromium, as the tests use it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Error, sync_playwright


@contextmanager
def chromium(*, left_undone: str) -> Iterator[Browser]:
    """A browser until the block ends; a machine without one says loudly what was not tried."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(
                executable_path=found, args=["--no-sandbox", "--disable-gpu"]
            )
        except Error:
            pytest.skip(f"NO CHROMIUM ON THIS MACHINE: {left_undone}")
        yield running
        running.close()
