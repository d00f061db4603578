"""What the README shows runs, and what it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_runs():
    (example,) = re.findall(r"```python\n(.*?)```", README, re.S)
    names: dict = {}
    exec(example, names)                                    # its last line asserts the accuracy
    assert names["trainer"].history.epochs == 20


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
