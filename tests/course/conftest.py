"""Prints how long each notebook took, at the end of the test run."""

_seconds: dict[str, float] = {}


def pytest_runtest_logreport(report):
    told = dict(report.user_properties)
    if report.when == "call" and "notebook" in told:
        _seconds[told["notebook"]] = told["seconds"]


def pytest_terminal_summary(terminalreporter):
    if _seconds:
        terminalreporter.section("notebooks, seconds of one core")
        for name in sorted(_seconds):
            terminalreporter.line(f"{name:16}{_seconds[name]:6.1f}")
        terminalreporter.line(f"{'all':16}{sum(_seconds.values()):6.1f}")
