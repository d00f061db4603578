"""Build, count, solve and run the notebooks of the course: what authors and the tests both use.

    python tests/course/notebooks.py build TEXT.py NOTEBOOK.ipynb    text (py:percent) to a notebook
    python tests/course/notebooks.py count NOTEBOOK.ipynb            against the limits of its form
    python tests/course/notebooks.py run NOTEBOOK.ipynb [--solved] [--figures FOLDER]

A notebook is written as text: `# %% [markdown]` opens a text cell, `# %%` a code cell, and a line
`#: exercise 1.1.dot` stands for the two cells of an exercise, made from its data. `run` executes a
copy in an empty folder, as found or with every exercise solved, and can keep its figures as PNG.
"""

import base64
import hashlib
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

from groundup.learn import catalog

COURSE = Path(__file__).parents[2] / "course"
CHECK = re.compile(r'check\(\s*"(\d+\.\d+\.[\w.-]+)"\s*,\s*(\.\.\.|\w+)')
EXERCISE = re.compile(r"### (Exercise|Guess first) ·")
PATIENCE = re.compile(r"groundup: compiling the kernels of \w+ \(only this once\)\n?")
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"}}
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "default",
               "PYDEVD_DISABLE_FILE_VALIDATION": "1", "IPYTHONDIR": "", "MPLBACKEND": "agg"}


@dataclass
class Run:
    """What came of executing a notebook: its processor time, what went wrong, and its cells."""

    seconds: float
    complaints: list[str]
    cells: list

    @property
    def figures(self) -> list[bytes]:
        """The pictures that its cells returned, as PNG."""
        found = (output.get("data", {}).get("image/png") for cell in self.cells
                 for output in cell.get("outputs", []))
        return [base64.b64decode(picture) for picture in found if picture]


def number(path: Path) -> str:
    """Which notebook a file is, by its place: "2.3"."""
    return f"{int(path.parent.name[2:4])}.{path.name.split('-')[0]}"


def every() -> list[Path]:
    """The notebooks that are written, in the order of the course."""
    return sorted(COURSE.glob("ch*/*.ipynb"),
                  key=lambda path: [int(part) for part in number(path).split(".")])


def read(path: Path):
    return nbformat.read(path, 4)


def build(text: Path, target: Path) -> None:
    """A notebook from its text, without outputs; the ids of its cells are the same each time."""
    import jupytext

    source = re.sub(r"^#: exercise (\S+)$", _expand, text.read_text(), flags=re.M)
    book = jupytext.reads(source, fmt="py:percent")
    book.metadata, book.nbformat, book.nbformat_minor = nbformat.from_dict(METADATA), 4, 5
    seen: dict[str, int] = {}
    for cell in book.cells:
        key = hashlib.sha1(f"{cell.cell_type}:{cell.source}".encode()).hexdigest()[:8]
        seen[key] = seen.get(key, 0) + 1
        cell.id = key if seen[key] == 1 else f"{key}-{seen[key]}"
        cell.metadata = nbformat.from_dict({})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.validate(book)
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, target)


def _expand(found: re.Match) -> str:
    exercise = catalog.find(found[1])
    kind = "Guess first" if exercise.is_guess else "Exercise"
    level = "" if exercise.is_guess else f" ({exercise.level})"
    text = f"### {kind} · {exercise.title}{level}\n\n{exercise.asks}"
    text = "\n".join(f"# {line}".rstrip() for line in text.splitlines())
    code = (f'guess = check("{exercise.id}", ...)     # your guess in place of the dots'
            if exercise.is_guess else
            f'{exercise.stub()}\n\n{exercise.name} = check("{exercise.id}", {exercise.name})')
    return f"# %% [markdown]\n{text}\n\n# %%\n{code}"


def solve(book) -> None:
    """Put the solution of every exercise where its stub stands."""
    for cell in book.cells:
        for id, name in CHECK.findall(cell.source) if cell.cell_type == "code" else []:
            exercise = catalog.find(id)
            if name == "...":
                cell.source = cell.source.replace(f'"{id}", ...', f'"{id}", {exercise.solution}')
            else:
                assert exercise.stub() in cell.source, f"{id}: the cell does not hold its stub."
                cell.source = cell.source.replace(exercise.stub(), exercise.solution)


def run(path: Path, solved: bool) -> Run:
    """Execute a copy in an empty folder, on one thread."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    book = read(path)
    if solved:
        solve(book)
    clock = "import time as _time; _began = _time.process_time()"
    book.cells.insert(0, nbformat.v4.new_code_cell(clock))
    book.cells.append(nbformat.v4.new_code_cell("print(_time.process_time() - _began)"))
    complaints, seconds = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        home = {name: folder for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
                                          "XDG_CONFIG_HOME", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR")}
        client = NotebookClient(book, timeout=300, kernel_name="python3",
                                resources={"metadata": {"path": folder}})
        try:
            client.execute(env={**os.environ, **ENVIRONMENT, **home})
            seconds = float(book.cells.pop().outputs[0].text)
        except CellExecutionError as error:
            complaints.append(f"A cell fails:\n{str(error)[-1800:]}")
    del book.cells[0]
    for place, cell in enumerate(book.cells, 1):
        for output in cell.get("outputs", []):
            text = re.sub(PATIENCE, "", output.text) if output.get("name") == "stderr" else ""
            complaints += [f"Cell {place} writes to stderr: {text[:400]}"] if text.strip() else []
    return Run(seconds, complaints, book.cells)


def faults(path: Path) -> list[str]:
    """What in the form of a notebook is beyond the limits of the course guide."""
    book = read(path)
    texts = [cell for cell in book.cells if cell.cell_type == "markdown"]
    codes = [cell for cell in book.cells if cell.cell_type == "code"]
    exercises = [id for cell in codes for id, _ in CHECK.findall(cell.source)]
    totals = {"cells": (len(book.cells), 45, 70),
              "words": (sum(words(cell.source) for cell in texts), 1200, 2200),
              "lines of code": (sum(lines(cell.source) for cell in codes), 150, 260),
              "exercises": (len([id for id in exercises if not catalog.find(id).is_guess]), 4, 8)}
    found = [f"{name}: {value}, not {low} to {high}"
             for name, (value, low, high) in totals.items() if not low <= value <= high]
    in_a_row = 0
    for place, cell in enumerate(book.cells, 1):
        in_a_row = in_a_row + 1 if cell.cell_type == "markdown" else 0
        if in_a_row > 2:
            found.append(f"cell {place}: more than two text cells in a row")
        if cell.cell_type == "markdown":
            size, limit, what = words(cell.source), 60, "words"
            limit = 150 if EXERCISE.match(cell.source) else limit
        else:
            size, limit, what = lines(cell.source), 10, "lines"
            limit = 40 if re.search(r"^class ", cell.source, re.M) else limit
            limit = max(limit, 16) if CHECK.search(cell.source) else limit
        if size > limit:
            found.append(f"cell {place}: {size} {what}, at most {limit}")
    return found


def words(source: str) -> int:
    source = re.sub(r"```.*?```", " ", source, flags=re.S)
    source = re.sub(r"\$\$.*?\$\$", " formula ", source, flags=re.S)
    return len(re.findall(r"[^\W_][\w.,·×²'’\-]*", source))


def lines(source: str) -> int:
    return sum(bool(line.strip()) for line in source.splitlines())


def main(command: str, *arguments: str) -> int:
    paths = [Path(word) for word in arguments if word.endswith((".py", ".ipynb"))]
    if command == "build":
        build(*paths)
    if command == "count":
        print("\n".join(faults(paths[0])) or "All within the limits.")
    if command == "run":
        done = run(paths[0], "--solved" in arguments)
        print(*done.complaints, f"{done.seconds:.1f} s, {len(done.figures)} figures", sep="\n")
        if "--figures" in arguments:
            folder = Path(arguments[arguments.index("--figures") + 1])
            folder.mkdir(parents=True, exist_ok=True)
            for place, picture in enumerate(done.figures, 1):
                (folder / f"{number(paths[0])}-{place}.png").write_bytes(picture)
        return bool(done.complaints)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else __doc__)
