"""JupyterLab, started for the course: its address, the browser, and a quiet end."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import webbrowser
from pathlib import Path

from rich.console import Console

from groundup.cli.errors import UserError
from groundup.learn.syllabus import Notebook

PATIENCE = 60                              # seconds that JupyterLab may take to start


def serve(screen: Console, folder: Path, book: Notebook, browser: bool) -> None:
    """Run JupyterLab in the folder until Ctrl-C, with the notebook open in the browser."""
    port, token = free_port(), secrets.token_hex(16)
    address = f"http://localhost:{port}/lab/tree/{book.file}?token={token}"
    with tempfile.TemporaryFile("w+b") as log:
        screen.print(f"\nStarting JupyterLab at [bold]{book.number} {book.title}[/] …")
        server = start(folder, port, token, log)
        try:
            wait_until_ready(server, port, log)
            announce(screen, address, browser and has_browser())
            server.wait()
            log.seek(0)
            raise UserError(f"JupyterLab ended by itself: {last_words(log)}")
        except KeyboardInterrupt:
            screen.print(f"\nJupyterLab is closed. Your work is in [accent]{folder}[/]; go on with "
                         "[accent]groundup learn[/].")
        finally:
            end(server)


def start(folder: Path, port: int, token: str, log) -> subprocess.Popen:
    """The server as a process of its own, which Ctrl-C here does not reach."""
    command = [sys.executable, "-P", "-m", "jupyterlab", "--no-browser", f"--port={port}",
               "--ServerApp.port_retries=0", "--ServerApp.ip=localhost"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")     # in a container there is nobody else
    return subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                            env={**os.environ, "JUPYTER_TOKEN": token},
                            start_new_session=os.name != "nt")


def wait_until_ready(server: subprocess.Popen, port: int, log) -> None:
    """Until it answers. Raises `UserError` with its last words if it ends or takes too long."""
    end_of_patience = time.monotonic() + PATIENCE
    while time.monotonic() < end_of_patience and server.poll() is None:
        try:
            socket.create_connection(("localhost", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    log.seek(0)
    raise UserError(f"JupyterLab did not start: {last_words(log)} `groundup doctor` may say why.")


def last_words(log) -> str:
    lines = log.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1].rstrip(".") + "." if lines else "it said nothing."


def announce(screen: Console, address: str, browser: bool) -> None:
    """Open the browser, or say how to get there without one."""
    opened = browser and webbrowser.open(address)
    screen.print("It opens in your browser; if it does not, go to" if opened else
                 "No browser could be opened here. Go to this address in one that reaches this "
                 "machine:")
    screen.print(f"\n  [accent]{address}[/]\n", soft_wrap=True)
    if not opened:
        screen.print("Or practise in the terminal:  [accent]groundup practice[/]")
    screen.print("Leave this window open. Ctrl-C closes JupyterLab.", style="untried")


def has_browser() -> bool:
    """Whether a browser on this machine would be seen by who sits in front of it."""
    if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
        return False
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY")
                                                 or os.environ.get("WAYLAND_DISPLAY")
                                                 or os.environ.get("BROWSER")):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def free_port(first: int = 8888) -> int:
    """The first port from 8888 on that nobody uses, as JupyterLab would choose it."""
    for port in [*range(first, first + 50), 0]:
        with socket.socket() as probe:
            try:
                probe.bind(("localhost", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise UserError("No network port is free for JupyterLab.")


def end(server: subprocess.Popen) -> None:
    """Ask it to end, which closes its kernels too; insist after a while."""
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
