"""PyTorch, imported at the first use of it: `torch` here stands for the module of this name."""

from typing import Any

from groundup.backend import require


class _Later:
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):          # asked by tools that look at everything
            raise AttributeError(name)
        return getattr(require("torch", extra="parity"), name)


torch: Any = _Later()
