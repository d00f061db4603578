"""The form of the notebooks: what they hold, what they must not hold, and when ideas may appear."""

import ast
import importlib.util
import re
from pathlib import Path

import pytest

pytest.importorskip("nbformat", reason="reads notebooks: pip install 'groundup[dev]'")
from groundup.learn import catalog, syllabus

spec = importlib.util.spec_from_file_location("notebooks", Path(__file__).with_name("notebooks.py"))
notebooks = importlib.util.module_from_spec(spec)
spec.loader.exec_module(notebooks)

every = pytest.mark.parametrize("path", notebooks.every(), ids=notebooks.number)

# From which notebook on a part of the library may be used: the one that builds it by hand.
BUILT = {
    "datasets": "1.1", "data.datasets": "1.1", "learn": "1.1", "seed": "1.1", "viz": "1.1",
    "nn.init": "3.1", "nn.Dense": "3.2", "nn.Sequential": "3.3",
    "nn.ReLU": "4.1", "functional.relu": "4.1",
    "nn.Sigmoid": "4.2", "nn.Tanh": "4.2", "nn.LeakyReLU": "4.2", "nn.ELU": "4.2",
    "nn.GELU": "4.2", "nn.SiLU": "4.2", "functional.sigmoid": "4.2", "functional.tanh": "4.2",
    "functional.leaky_relu": "4.2", "functional.elu": "4.2", "functional.gelu": "4.2",
    "functional.silu": "4.2",
    "nn.Softmax": "4.3", "functional.softmax": "4.3",
    "nn.Module": "5.1", "nn.Parameter": "5.1", "nn.Flatten": "5.1", "metrics.accuracy": "5.1",
    "data.ArrayDataset": "5.2", "data.DataLoader": "5.2",
    "set_num_threads": "5.2", "get_num_threads": "5.2",
    "kernels": "5.3", "functional.dense_relu": "5.3",
}
ROOMS = {"nn", "functional", "data", "metrics", "losses", "optim"}       # named to reach a part
WHERE_INSTALLED = {"3.4": {"nnfs"}, "5.3": {"numba"}}          # the notebook goes on without
ALLOWED_IMPORTS = {"groundup", "numpy", "matplotlib", "IPython", "ipywidgets"}


def code(path):
    return [cell.source for cell in notebooks.read(path).cells if cell.cell_type == "code"]


def texts(path):
    return [cell.source for cell in notebooks.read(path).cells if cell.cell_type == "markdown"]


def order(number):
    return tuple(map(int, number.split(".")))


@every
def test_it_keeps_to_the_limits_of_its_form(path):
    assert notebooks.faults(path) == []


@every
def test_it_carries_no_outputs_and_only_plain_cells(path):
    book = notebooks.read(path)
    assert book.metadata.kernelspec.name == "python3"
    assert len({cell.id for cell in book.cells}) == len(book.cells)
    for cell in book.cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None
        assert not cell.metadata


@every
def test_title_and_place_are_those_of_the_syllabus(path):
    book = syllabus.find_notebook(notebooks.number(path))
    assert path == notebooks.COURSE / book.file
    assert texts(path)[0].splitlines()[0] == f"# {book.number} · {book.title}"


@every
def test_the_text_is_plain_markdown_with_links_that_lead_somewhere(path):
    for text in texts(path):
        assert not re.search(r"^(:::|```\{)|\{(numref|ref|cite|eq)\}`", text, re.M), text
        for target in re.findall(r"\]\(([^)#]+)", text):
            if not target.startswith(("https://", "http://")):
                assert (path.parent / target).exists(), f"{target} leads nowhere"


@every
def test_its_exercises_are_those_of_the_data_in_their_order(path):
    number = notebooks.number(path)
    cells = notebooks.read(path).cells
    asked = [id for source in code(path) for id, _ in notebooks.CHECK.findall(source)]
    assert sorted(asked) == sorted(each.id for each in catalog.of_notebook(number))
    for place, cell in enumerate(cells):
        for id, name in notebooks.CHECK.findall(cell.source) if cell.cell_type == "code" else []:
            exercise = catalog.find(id)
            assert exercise.asks in cells[place - 1].source, f"{id}: the text differs from asks"
            if name != "...":
                assert exercise.stub() in cell.source, f"{id}: the cell differs from the stub"


@every
def test_nothing_is_used_before_it_is_built(path):
    here = order(notebooks.number(path))
    for name in used(code(path)):
        known = max((part for part in BUILT if f"{name}.".startswith(f"{part}.")),
                    key=len, default=None)
        assert known, f"{name} is used: say in BUILT which notebook builds it."
        assert order(BUILT[known]) <= here, f"{name} is built in {BUILT[known]}"


@every
def test_it_imports_nothing_but_groundup_and_what_it_needs(path):
    allowed = ALLOWED_IMPORTS | STANDARD | WHERE_INSTALLED.get(notebooks.number(path), set())
    for source in code(path):
        for node in ast.walk(ast.parse(plain(source))):
            names = ([alias.name for alias in node.names] if isinstance(node, ast.Import) else
                     [node.module or ""] if isinstance(node, ast.ImportFrom) else [])
            for name in names:
                assert name.partition(".")[0] in allowed, f"imports {name}"


STANDARD = {"math", "random", "time", "timeit", "itertools", "functools", "collections",
            "statistics", "types", "os", "sys", "contextlib", "cProfile", "pstats", "platform",
            "importlib", "threading", "concurrent", "dataclasses", "copy", "operator", "io",
            "tracemalloc"}


def plain(source):
    """The code without lines that only IPython understands."""
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line
                     for line in source.splitlines())


def used(sources):
    """The parts of groundup that code names, such as "nn.Dense", whatever they are called there."""
    known, found = {}, set()
    for source in sources:
        tree = ast.parse(plain(source))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name.partition(".")[0] == "groundup":
                        known[alias.asname or "groundup"] = alias.name[len("groundup."):]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("groundup"):
                home = node.module[len("groundup."):]
                for alias in node.names:
                    name = f"{home}.{alias.name}".strip(".")
                    known[alias.asname or alias.name] = name
                    found.add(name)
        for node in ast.walk(tree):
            words = []
            while isinstance(node, ast.Attribute):
                words.insert(0, node.attr)
                node = node.value
            if isinstance(node, ast.Name) and node.id in known and words:
                home = [part for part in known[node.id].split(".") if part]
                found.add(".".join((home + words)[:2]).replace("data.datasets", "datasets"))
    return found - ROOMS


def test_used_sees_through_names():
    sources = ["import groundup as gu\nfrom groundup import nn as net\n"
               "from groundup.nn import ReLU",
               "gu.nn.Dense(2, 3).predict(x)\nnet.init.zeros\ngu.datasets.digits()"]
    assert used(sources) == {"nn.Dense", "nn.init", "nn.ReLU", "datasets", "datasets.digits"}


@pytest.mark.parametrize("chapter", sorted({path.parent for path in notebooks.every()}),
                         ids=lambda folder: folder.name)
def test_each_chapter_has_a_summary_with_formulas_and_mistakes(chapter):
    summary = (chapter / "summary.md").read_text()
    assert summary.startswith("# ")
    assert "mistake" in summary.lower()
    assert "$" in summary or "`" in summary
    assert len(summary.split()) < 900
