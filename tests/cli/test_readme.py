"""What the README shows runs, and what it names is there."""

import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


BLOCKS = re.findall(r"```python\n(.*?)```", README, re.S)
NEEDS = ("torch", "onnx")                               # what the last block needs besides


def test_the_examples_run_one_after_the_other(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    for block in BLOCKS[:-1]:
        exec(block, names)                              # they assert what they claim
    assert names["trainer"].history.epochs == 20
    assert names["again"].history.epochs == 2
    assert names["found"].findings == []
    if all(map(find_spec, NEEDS)):
        exec(BLOCKS[-1], names)
        x = names["x"][:9].astype("float32")
        np.testing.assert_allclose(names["graph"].predict(x), names["model"].predict(x), atol=1e-5)


def test_every_image_and_folder_is_there():
    images = re.findall(r"!\[.+?\]\((.+?)\)", README)
    assert images
    for path in images + [p for p in re.findall(r"`((?:src|tests)/[\w/]+)/?`", README)]:
        assert (ROOT / path).exists(), path


def test_every_make_target_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"make ([a-z-]+)\b", text)) - {"and"}
    assert {"run", "test", "lint", "parity"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.M), target
