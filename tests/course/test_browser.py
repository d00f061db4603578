"""The first notebook in a real browser: run, answered wrong, then right, as a learner does it."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api",
                                 reason="drives a browser: pip install 'groundup[browser]'")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
               None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome is installed here"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:playwright"),
]

WRONG = "def dot(a, b):\n    return sum(x + y for x, y in zip(a, b))\n\ndot = check('1.1.dot', dot)"
RIGHT = WRONG.replace("x + y", "x * y")
PATIENCE = 60_000                               # milliseconds


@pytest.fixture
def address(tmp_path):
    """Where `groundup learn 1.1` serves the course, until the test ends it by Ctrl-C."""
    command = [sys.executable, "-m", "groundup", "learn", "1.1", "--no-browser", "--folder",
               str(tmp_path / "course")]
    environment = os.environ | {"HOME": str(tmp_path), "COLUMNS": "200"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment,
                          start_new_session=True) as server:
        found = None
        for line in server.stdout:
            if found := re.search(r"http://localhost:\d+/lab\S+", line):
                break
        assert found, "groundup learn printed no address"
        yield found.group()
        server.send_signal(signal.SIGINT)
        server.stdout.read()
        assert server.wait(timeout=30) in (0, 130)


@pytest.fixture
def page():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 1280, "height": 1400})
        browser.close()


def test_an_exercise_is_answered_wrong_and_then_right(address, page):
    page.goto(address)
    page.locator(".jp-Notebook h1", has_text="dot product").first.wait_for(timeout=PATIENCE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=PATIENCE)
    page.get_by_text("Not attempted").first.wait_for(timeout=PATIENCE)

    cell = page.locator(".jp-CodeCell", has_text="def dot(a, b):").first
    scroll_to(page, cell)
    answer(page, cell, WRONG)
    said = cell.locator(".jp-OutputArea")
    said.get_by_text("You added the two numbers of each pair").first.wait_for(timeout=PATIENCE)
    keep(page, "wrong")
    answer(page, cell, RIGHT)
    said.get_by_text(re.compile("✓|Right|right")).first.wait_for(timeout=PATIENCE)
    keep(page, "right")
    assert "You added" not in said.inner_text()


def scroll_to(page, cell):
    """JupyterLab draws only the cells in sight: go down until this one is among them."""
    notebook = page.locator(".jp-WindowedPanel-outer").first
    notebook.evaluate("panel => panel.scrollTo(0, 0)")
    for _ in range(60):
        if cell.count():
            cell.scroll_into_view_if_needed()
            return
        notebook.evaluate("panel => panel.scrollBy(0, 400)")
        page.wait_for_timeout(100)
    raise AssertionError("the cell was not found")


def answer(page, cell, code):
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)
    page.keyboard.press("Control+Enter")


def keep(page, name):
    """Keep a picture of the screen where GROUNDUP_SCREENS names a folder, to be looked at."""
    if folder := os.environ.get("GROUNDUP_SCREENS"):
        page.screenshot(path=Path(folder) / f"jupyterlab-{name}.png")
