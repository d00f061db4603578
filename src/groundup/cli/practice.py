"""`groundup practice`: save a file in any editor, and the verdict is on the screen at once."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

from groundup.cli import practice_screen as draw
from groundup.cli.errors import UserError
from groundup.cli.screen import console
from groundup.cli.terminal import Terminal, is_one
from groundup.learn import catalog, practice, syllabus, workspace
from groundup.learn.exercise import Exercise
from groundup.learn.runner import Outcome, Runner

TICK = 0.1                                 # seconds between two looks at the file
CURRENT = f"{workspace.MARKER}/current-exercise"


def run(word: str | None, folder: Path | None) -> None:
    """Practise in the workspace, from the exercise asked for, or from where the learner was."""
    if not is_one():
        raise UserError("`groundup practice` needs a terminal to draw on and keys to listen to; "
                        "`groundup check` does the same checks once, anywhere.")
    exercises = catalog.every()
    if not exercises:
        raise UserError("There are no exercises yet in this version of groundup.")
    screen, place = console(), folder or workspace.default()
    if not workspace.is_workspace(place):
        workspace.lay_down(place)
    width = min(shutil.get_terminal_size().columns, draw.WIDEST) - 2
    with Runner(color=screen.color_system is not None, width=width) as runner:
        loop = Loop(place, exercises, runner, screen)
        if word:
            loop.exercise = loop.named(word)
        with suppress(KeyboardInterrupt), Terminal() as terminal:
            loop.run(terminal)
    with suppress(OSError):                # the window may be gone
        loop.say_goodbye()


class Loop:
    """The state of the practice loop: one exercise, what is known of it, and the page shown."""

    def __init__(self, folder: Path, exercises: list[Exercise], runner: Runner, screen: Console):
        self.folder, self.exercises, self.runner, self.screen = folder, exercises, runner, screen
        self.progress = workspace.progress(folder)
        self.view = "exercise" if (folder / CURRENT).exists() else "welcome"
        self.exercise = self.resumed()
        self.outcome: Outcome | None = None
        self.hints_shown = 0
        self.solution_shown = False
        self.question = ""                 # "reset" or "solution", while it waits for y or n
        self.note = ""                     # one line about the last key
        self.cursor, self.words, self.only = 0, "", "all"

    # Where we are -------------------------------------------------------------------------------

    @property
    def file(self) -> Path:
        return self.folder / practice.place(self.exercise)

    def status(self, exercise: Exercise) -> str:
        return self.progress.status(exercise.id)

    def resumed(self) -> Exercise:
        """The exercise of last time, or else the first that is not done."""
        try:
            kept = (self.folder / CURRENT).read_text(encoding="utf-8").strip()
        except OSError:
            kept = ""
        for exercise in self.exercises:
            if exercise.id == kept:
                return exercise
        return next((each for each in self.exercises if self.status(each) != "done"),
                    self.exercises[0])

    def named(self, word: str) -> Exercise:
        """The exercise that a word on the command line means: an id, a notebook, a chapter."""
        from groundup.cli.check import chosen

        return chosen([word], self.exercises)[0]

    def go_to(self, exercise: Exercise) -> None:
        """Make this the current exercise, and look at its file at once."""
        self.exercise, self.outcome, self.view = exercise, None, "exercise"
        self.hints_shown, self.solution_shown, self.note = 0, False, ""
        workspace.put(self.folder / CURRENT, exercise.id.encode())
        if not self.file.exists():
            workspace.restore(self.folder, exercise)
        self.seen = self.stamp()

    def stamp(self) -> tuple | None:
        """What changes when the file is saved; None while there is no file."""
        try:
            state = os.stat(self.file)
        except OSError:
            return None
        return state.st_mtime_ns, state.st_size, state.st_ino

    # The loop -----------------------------------------------------------------------------------

    def run(self, terminal: Terminal) -> None:
        """Until q: show the page, wait for a key or a save, and act on it."""
        self.terminal = terminal
        self.go_to_first_page()
        missing = 0.0
        while self.view != "quit":
            self.show()
            key = terminal.key(TICK)
            if key:
                self.press(key)
                continue
            now = self.stamp()
            missing = 0.0 if now else missing or time.monotonic()
            if now and now != self.seen:
                self.saved(now)
            elif missing and time.monotonic() - missing > 1:
                workspace.restore(self.folder, self.exercise)
                self.check()
                self.note = "The file was gone; here it is anew."

    def go_to_first_page(self) -> None:
        view = self.view
        self.go_to(self.exercise)
        self.view = view
        if view == "exercise":
            self.check()

    def saved(self, now: tuple) -> None:
        """Wait until an editor has written all, then check."""
        time.sleep(TICK / 2)
        if self.stamp() == now:
            self.check()

    def check(self) -> None:
        """Judge the file as it is; an untouched one needs no judge."""
        self.seen, self.note = self.stamp(), ""
        self.solution_shown = False
        if not practice.touched(self.exercise, self.file):
            self.outcome = None
            return
        self.show(Text("Checking …", "hint"))
        self.outcome = self.runner.check(self.exercise, self.file)
        if self.outcome.kind != "untried":
            self.keep(self.progress.record, self.outcome.accepted)

    def keep(self, change: Callable, *what) -> None:
        """Note something in the learner's record; practising goes on if that cannot be written."""
        try:
            change(self.exercise.id, *what)
        except OSError as error:
            self.note = f"Your progress cannot be written ({error.strerror or error})."

    # Keys ---------------------------------------------------------------------------------------

    def press(self, key: str) -> None:
        if self.question:
            self.answer(key)
        elif self.view == "list":
            self.press_in_list(key)
        elif self.view in ("welcome", "help"):
            self.view = "exercise"
            self.check()
        else:
            self.note = ""
            act = {"h": self.hint, "n": self.next, "p": self.previous, "l": self.open_list,
                   "s": self.solve, "r": self.ask_reset, "o": self.open_editor, "?": self.help,
                   "q": self.quit, "enter": self.check}.get(key.lower())
            if act:
                act()

    def hint(self) -> None:
        level = min(self.hints_shown + 1, len(self.exercise.hints))
        self.note = "" if level > self.hints_shown else "These are all the hints there are."
        self.hints_shown = level
        self.keep(self.progress.show_hint, level)

    def next(self) -> None:
        self.step(+1, "This is the last exercise. The list (l) shows what is not done yet.")

    def previous(self) -> None:
        self.step(-1, "This is the first exercise.")

    def step(self, by: int, at_the_end: str) -> None:
        place = self.exercises.index(self.exercise) + by
        if 0 <= place < len(self.exercises):
            self.go_to(self.exercises[place])
            self.check()
        else:
            self.note = at_the_end

    def solve(self) -> None:
        if self.status(self.exercise) in ("done", "seen"):
            self.solution_shown = not self.solution_shown
        else:
            self.question = "solution"

    def ask_reset(self) -> None:
        self.question = "reset"

    def answer(self, key: str) -> None:
        """y does what was asked about; every other key leaves all as it is."""
        asked, self.question = self.question, ""
        if key.lower() != "y":
            return
        if asked == "solution":
            self.keep(self.progress.see)
            self.solution_shown = True
        else:
            workspace.restore(self.folder, self.exercise)
            self.go_to(self.exercise)
            self.note = "The file is as it was at first."

    def help(self) -> None:
        self.view = "help"

    def quit(self) -> None:
        self.view = "quit"

    def open_editor(self) -> None:
        """Hand the file to the learner's editor, and the terminal as long as that runs."""
        command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        if not command:
            self.note = "No editor is named: set the variable EDITOR, or open the file yourself."
            return
        self.terminal.close()
        try:
            subprocess.run([*shlex.split(command, posix=os.name != "nt"), str(self.file)],
                           check=False)
        except (OSError, ValueError) as error:
            self.note = f"The editor {command!r} does not start ({error})."
        finally:
            self.terminal.open()
            self.terminal.redraw()

    # The list -----------------------------------------------------------------------------------

    def open_list(self) -> None:
        self.view, self.words, self.only = "list", "", "all"
        self.cursor = self.exercises.index(self.exercise)

    def listed(self) -> list[Exercise]:
        """The exercises that the filter and the words typed leave."""
        kept = {"all": ("new", "tried", "seen", "done"), "open": ("new", "tried", "seen"),
                "done": ("done",)}[self.only]
        words = self.words.lower()
        return [each for each in self.exercises if self.status(each) in kept
                and (each.id.startswith(words) if words[:1].isdigit()
                     else words in f"{each.id} {each.title}".lower())]

    def press_in_list(self, key: str) -> None:
        there = self.listed()
        moves = {"up": -1, "down": 1, "page up": -10, "page down": 10}
        if key in moves:
            self.cursor += moves[key]
        elif key == "enter" and there:
            self.go_to(there[self.cursor])
            self.check()
        elif key == "escape":
            self.view = "exercise"
        elif key == "\t":
            self.only = {"all": "open", "open": "done", "done": "all"}[self.only]
        elif key == "backspace":
            self.words = self.words[:-1]
        elif len(key) == 1 and key.isprintable():
            self.words, self.cursor = self.words + key, 0
        self.cursor = max(0, min(self.cursor, len(self.listed()) - 1))

    # The pages ----------------------------------------------------------------------------------

    def show(self, busy: RenderableType | None = None) -> None:
        """Draw the page that is due, as large as the window is now."""
        size = shutil.get_terminal_size()
        width, height = min(size.columns, draw.WIDEST), size.lines
        self.screen.width = size.columns
        self.runner.width = width - 2
        bottom = self.bottom(width)
        if self.view == "list":
            there = self.listed()
            blocks = [draw.list_page(self.screen, there, {e.id: self.status(e) for e in there},
                                     self.cursor, self.words, self.only,
                                     height - len(bottom), width)]
        elif self.view in ("welcome", "help"):
            welcome = self.view == "welcome"
            head = Text("Welcome to groundup" if welcome else "Keys", "bold")
            text = draw.WELCOME if welcome else draw.HELP
            blocks = [self.lines(head), self.lines(Text.from_markup(text))]
            if welcome:
                blocks.append(self.lines(draw.file_line(self.file, self.short_path())))
        else:
            blocks = self.blocks(busy)
        self.terminal.show(draw.page(self.screen, blocks, bottom, height))

    def lines(self, *parts: RenderableType) -> list[str]:
        return draw.lines_of(self.screen, *parts, width=min(self.screen.width, draw.WIDEST))

    def blocks(self, busy: RenderableType | None) -> list[list[str]]:
        """The page of an exercise: what it asks, the file, the verdict, and what was asked for."""
        exercise = self.exercise
        book = syllabus.find_notebook(exercise.notebook)
        mates = [each for each in self.exercises if each.notebook == exercise.notebook]
        place = mates.index(exercise) + 1, len(mates)
        width = min(self.screen.width, draw.WIDEST) - 2
        task = "\n".join(practice.wrapped(practice.asked(exercise), width))
        blocks = [self.lines(draw.header(exercise, place, book.title),
                             Text(exercise.title, "bold")),
                  self.lines(draw.inline(task)),
                  self.lines(draw.file_line(self.file, self.short_path()))]
        blocks.append(self.lines(busy) if busy else self.verdict())
        right = self.outcome is not None and self.outcome.accepted
        for level in range(1, 0 if right else self.hints_shown + 1):
            blocks.append(self.lines(Text.assemble(
                (f"Hint {level} of {len(exercise.hints)}  ", "hint"),
                draw.inline(exercise.hints[level - 1]))))
        if self.solution_shown:
            blocks.append(self.lines(Text("The solution", "bold"), Text(exercise.solution)))
        if self.note:
            blocks.append(self.lines(Text(self.note, "hint")))
        return blocks

    def verdict(self) -> list[str]:
        """What the last check said, and what to do now."""
        if self.outcome is None:
            before = self.status(self.exercise) == "done"
            text = "Done before; the file is as at first." if before else "Not attempted yet."
            what = "answer" if self.exercise.is_guess else "code"
            return self.lines(Text(f"{text} Write your {what} into the file, and save it.",
                                   "untried"))
        message = self.outcome.text.replace(f'hint("{self.exercise.id}")', "key h")
        said = Text.from_ansi(message)
        if "\x1b" not in message:                                       # not from a judge
            said.stylize("wrong", 0, len(message.split("\n")[0]))
        parts: list[RenderableType] = [said]
        if self.outcome.printed:
            last = self.outcome.printed.splitlines()[-8:]
            parts += ["", Text("Your code printed", "untried"), Text("\n".join(last))]
        if self.outcome.accepted:
            parts += ["", Text.from_markup("Play with it as long as you like; [accent]n[/] goes "
                                           "on, [accent]s[/] shows our solution.")]
        return self.lines(*parts)

    def bottom(self, width: int) -> list[str]:
        """The bar, and below it the keys, or the question that waits for an answer."""
        done = [each for each in self.exercises if self.status(each) == "done"]
        chapter = self.exercise.chapter
        mine = (chapter, sum(each.chapter == chapter for each in done),
                sum(each.chapter == chapter for each in self.exercises))
        line: RenderableType | None = draw.LIST_KEYS if self.view == "list" else None
        if self.question == "reset":
            line = Text("Begin this file anew, and lose what you wrote in it?  y / n", "hint")
        elif self.question == "solution":
            line = Text("Show the solution? It counts as seen then, not as done.  y / n", "hint")
        return draw.footer(self.screen, len(done), len(self.exercises), mine, width, line)

    def short_path(self) -> str:
        """The file, as seen from where the command was started, if that is above it."""
        try:
            return str(self.file.absolute().relative_to(Path.cwd()))
        except ValueError:
            return str(self.file.absolute())

    def say_goodbye(self) -> None:
        done = sum(self.status(each) == "done" for each in self.exercises)
        self.screen.print(f"{done} of {len(self.exercises)} exercises done. You are at "
                          f"[accent]{self.exercise.id}[/]; go on with "
                          "[accent]groundup practice[/].", soft_wrap=not sys.stdout.isatty())
