"""Files of every version that there ever was are read, and compute what they computed then.

`python -m tests.io.test_versions` writes those of the current version, once a version. Files of
earlier versions stay as they are: version 0 was written by `save_weights` and `groundup train`
before there was `groundup.save`.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import groundup as gu
from groundup import models, nn
from groundup.io import FileError, load_metadata, load_weights
from groundup.io.weights import FORMAT

from .zoo import LAYERS, MODELS, changed, outputs

HERE = Path(__file__).parent / "files"
RUN = HERE / "version0_run"


def test_weights_of_version_0():
    model = models.ResNet(1, [4, 6])
    model.load_state_dict(load_weights(HERE / "version0.safetensors"))
    pictures = np.random.default_rng(0).random((2, 1, 8, 8), "float32")
    np.testing.assert_allclose(model.predict(pictures), np.load(HERE / "version0.npy"), atol=1e-6)
    assert load_metadata(HERE / "version0.safetensors") == {"epochs": "3"}
    with pytest.raises(FileError, match=r"weights alone.*load_state_dict"):
        gu.load(HERE / "version0.safetensors")


@pytest.mark.parametrize("path", [RUN, RUN / "weights.safetensors"])
def test_a_run_folder_of_version_0(path):
    model = gu.load(path)
    assert isinstance(model[1], nn.LeakyReLU) and isinstance(model[2], nn.Dropout)
    x = np.random.default_rng(0).standard_normal((4, 2)).astype("float32")
    np.testing.assert_allclose(model.predict(x), np.load(RUN / "predictions.npy"), atol=1e-6)


@pytest.mark.parametrize("spoil", [
    lambda network: network.update(hidden=[10 ** 9]), lambda network: network.pop("hidden"),
    lambda network: network.update(activation="os.system"),
    lambda network: network.update(hidden=[6, 8]), lambda network: network.update(dropout="x"),
])
def test_a_run_folder_that_does_not_fit_is_refused(tmp_path, spoil):
    shutil.copytree(RUN, tmp_path / "run")
    config = json.loads((RUN / "config.json").read_text())
    spoil(config["network"])
    (tmp_path / "run" / "config.json").write_text(json.dumps(config))
    with pytest.raises(FileError, match="does not describe the weights beside it"):
        gu.load(tmp_path / "run")


def test_version_1():
    """All layers and models in one file: an attribute that was renamed since shows up here."""
    loaded = gu.load(HERE / "version1.safetensors")
    assert len(loaded) >= 100
    with np.load(HERE / "version1.npz") as expected:
        for i, (model, (_, inputs)) in enumerate(zip(loaded, LAYERS + MODELS)):
            for j, y in enumerate(outputs(model, inputs)):
                np.testing.assert_allclose(y, expected[f"{i}.{j}"], rtol=1e-4, atol=1e-5,
                                           err_msg=repr(model))


def test_every_version_has_its_files():
    stored = {int(file.stem.removeprefix("version")) for file in HERE.glob("version*.safetensors")}
    assert stored == set(range(FORMAT + 1))


if __name__ == "__main__":
    gu.save(nn.ModuleList(changed(make) for make, _ in LAYERS + MODELS),
            HERE / f"version{FORMAT}.safetensors")
    np.savez_compressed(HERE / f"version{FORMAT}.npz", **{
        f"{i}.{j}": y for i, (make, inputs) in enumerate(LAYERS + MODELS)
        for j, y in enumerate(outputs(changed(make), inputs))})
