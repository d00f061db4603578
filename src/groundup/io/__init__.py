"""Files: models and weights in formats that other tools read, written so that no crash destroys.

- a whole model: `model.py` (save, load) on `structure.py` (what it consists of, as JSON),
  `rebuild.py` (and back), `names.py` (what a file may name), `versions.py` (older files)
- weights alone: `weights.py` on `safetensors.py` and `npz.py`; below, `strict_json.py`, `errors.py`
- PyTorch: `pt.py` (its files, without it), `torch_state.py` (weights, both ways) on
  `torch_layouts.py`; `torch_twin.py` (the same network there) on `torch_layers.py`,
  `torch_forwards.py`, `torch_later.py`
- Hugging Face: `huggingface.py` (a pretrained BERT from a folder or the hub), `bert_layout.py`
- ONNX: `onnx/` (graphs out and in, operator by operator)
"""

from groundup.files import write_atomically
from groundup.io.errors import FileError
from groundup.io.huggingface import from_huggingface
from groundup.io.model import load, save
from groundup.io.onnx import UnsupportedModel, from_onnx, to_onnx
from groundup.io.pt import load_torch
from groundup.io.torch_state import from_torch, torch_state
from groundup.io.torch_twin import to_torch
from groundup.io.weights import load_metadata, load_weights, save_weights
