"""The rivals, a file each. Every file answers two questions about a workload:

- `step(work, variant)`: a function of no arguments that trains one step, or predicts
- `gradients(work, dtype)`: the loss and its gradients by parameter name, in groundup's layout

A file is imported only in the process that runs it: no rival's memory or threads touch another's.
"""

from importlib import import_module

from benchmarks.workloads import Workload

OURS = "groundup"


def ask(peer: str, question: str, *about):
    """Put a question to a rival, in this process."""
    return getattr(import_module(f"benchmarks.peers.{peer}"), question)(*about)


def entrants(work: Workload, quick: bool = False) -> dict[str, tuple[str, str]]:
    """Who runs a workload, and how: label -> (peer, variant). PyTorch's labels start with its name.

    Compiling takes up to a minute each, so a quick run leaves it out.
    """
    images = len(work.input) == 4
    torch = ["eager"] if work.predict else ["eager", "fused"]
    torch += [f"{torch[-1]} channels_last"] if images else []
    torch += [] if quick else ["compile" if work.predict else "fused compile"]
    field = {OURS: (OURS, "")} | {f"PyTorch {how}": ("torch", how) for how in torch}
    field["JAX"] = ("jax", "")
    if work.kind == "layers" and not images:
        field["scikit-learn"] = ("sklearn", "")
    if work.kind == "layers":
        field["TinyGrad"] = ("tinygrad", "")
    return field
