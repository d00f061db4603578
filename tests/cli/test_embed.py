"""`groundup embed`: the nearest lines, questions one by one, and what cannot be used."""

import io
import json

import numpy as np
import pytest

from groundup.io import from_huggingface

from ..io.bert_folder import weights, write

LINES = ["the cat sat on the mat", "", "a dog ran in the park", "---", "cats and dogs", "the the"]
NUMBERS = [1, 3, 5, 6]                                  # of the lines that have a word


@pytest.fixture
def model(tmp_path):
    write(tmp_path / "tiny", weights(np.random.default_rng(0)))
    (tmp_path / "notes.txt").write_text("\n".join(LINES), encoding="utf-8")
    return "tiny"


def typed(monkeypatch, text, terminal=False):
    stdin = io.TextIOWrapper(io.BytesIO(text if isinstance(text, bytes) else text.encode()))
    monkeypatch.setattr(stdin, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr("sys.stdin", stdin)


def test_the_nearest_lines_in_json(groundup, model):
    result = groundup("embed", "--model", model, "notes.txt", "a dog sat", "--json")
    assert (result.status, result.err) == (0, "")
    answer = json.loads(result.out)
    encoder = from_huggingface("tiny")
    cosines = encoder.encode([LINES[n - 1] for n in NUMBERS]) @ encoder.encode(["a dog sat"])[0]
    order = np.argsort(-cosines)
    assert answer["question"] == "a dog sat"
    assert [line["line"] for line in answer["lines"]] == [NUMBERS[i] for i in order]
    assert [line["text"] for line in answer["lines"]] == [LINES[NUMBERS[i] - 1] for i in order]
    found = [line["similarity"] for line in answer["lines"]]
    np.testing.assert_allclose(found, cosines[order], atol=1e-4)


def test_the_nearest_lines_on_a_screen(groundup, model):
    result = groundup("embed", "--model", model, "notes.txt", LINES[2], "--top", 2)
    assert (result.status, result.err) == (0, "")
    heading, _, question, first, second, *rest = result.out.splitlines()
    assert heading.startswith("notes.txt  4 lines, read by tiny in ")
    assert question == LINES[2]
    assert first.split() == ["3", "█" * 12, "1.00", *LINES[2].split()]
    assert "█" in second and not any(rest)
    assert max(map(len, result.out.splitlines())) <= 80


def test_questions_through_a_pipe(groundup, model, monkeypatch):
    typed(monkeypatch, "a cat\n\n a dog \n")
    result = groundup("embed", "--model", model, "notes.txt", "--json", "--top", 1)
    asked = [json.loads(line)["question"] for line in result.out.splitlines()]
    assert (result.status, asked) == (0, ["a cat", "a dog"])


def test_questions_in_a_terminal_end_with_an_empty_line(groundup, model, monkeypatch):
    typed(monkeypatch, "a cat\n\nunheard\n", terminal=True)
    result = groundup("embed", "--model", model, "notes.txt", "--top", 1)
    assert result.status == 0
    assert "an empty line ends it" in result.out
    assert result.out.count("█ ") == 1 and "unheard" not in result.out


def test_lines_from_standard_input(groundup, model, monkeypatch):
    typed(monkeypatch, "one line\nthe cat")
    result = groundup("embed", "--model", model, "-", "the cat", "--json", "--top", 1)
    assert json.loads(result.out)["lines"] == [{"line": 2, "similarity": 1.0, "text": "the cat"}]
    result = groundup("embed", "--model", model, "-")
    assert result.status == 2
    assert "so the question must follow: groundup embed --model tiny - " in result.err


def test_lines_that_are_too_long_are_said(groundup, model, tmp_path):
    (tmp_path / "long.txt").write_text("the cat " * 200 + "\nthe dog\n")
    result = groundup("embed", "--model", model, "long.txt", "the cat")
    assert result.err == ("groundup: 1 of 2 texts is longer than 16 tokens; only the beginning was "
                          "read.\n")
    assert " …" in result.out and len(result.out) < 600


@pytest.mark.parametrize("content, message", [
    (None, "Cannot read file.txt (No such file or directory)."),
    (b"\x89PNG\r\n\x1a\n", "file.txt is not UTF-8 text (byte 0)."),
    (b"a\0b", "file.txt is not text: it has zero bytes."),
    (b"", "file.txt has no words to search."), (b"\n--\n", "file.txt has no words to search."),
])
def test_files_that_cannot_be_searched(groundup, model, tmp_path, content, message):
    if content is not None:
        (tmp_path / "file.txt").write_bytes(content)
    result = groundup("embed", "--model", model, "file.txt", "what?")
    assert (result.status, result.out, result.err) == (2, "", f"groundup: {message}\n")


def test_models_that_cannot_be_used(groundup, model, tmp_path):
    result = groundup("embed", "--model", "./nowhere", "notes.txt", "what?")
    assert (result.status, result.err) == (2, "groundup: There is no folder ./nowhere.\n")
    (tmp_path / "tiny" / "vocab.txt").unlink()
    result = groundup("embed", "--model", model, "notes.txt", "what?")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("groundup: tiny has no vocab.txt; a BERT needs config.json")
    result = groundup("embed", "--model", model, "notes.txt", " ")
    assert (result.status, result.err[:31]) == (2, "groundup: The question is empty")
    result = groundup("embed", "notes.txt")
    assert result.status == 2 and "--model" in result.err


def test_help_has_examples(groundup):
    result = groundup("embed", "--help")
    assert result.status == 0
    assert result.out.count("groundup embed --model") == 3
    assert max(map(len, result.out.splitlines())) <= 80
