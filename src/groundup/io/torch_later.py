"""PyTorch, imported at the first use of it: `torch` here stands for the module of this name."""

from typing import Any

from groundup.backend import require


class _Later:
    def __getattr__(self, name: str) -> Any:
        return getattr(require("torch", extra="parity"), name)


torch: Any = _Later()
