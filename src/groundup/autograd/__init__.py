"""Exact derivatives of programs: tensors, a tape, and a table of rules (chapter 8).

- `tensor.py`: what a tensor is; `tape.py`: what an operation leaves behind; `sweep.py`: how
  gradients travel back; `operation.py`: how an operation is made
- `rules/`: the table of derivatives
- `derive.py`: gradient, Jacobian, Hessian; `gradcheck.py`: the check against small differences
"""

from groundup.autograd.tensor import Tensor
from groundup.autograd.derive import grad, hessian, hvp, jacobian, jvp, vjp
from groundup.autograd.gradcheck import GradientError, gradcheck
from groundup.autograd.operation import BOTH, INPUTS, NOTHING, OUTPUT, SHAPES, fused, primitive
from groundup.autograd.rules import arithmetic, indexing, products, reductions, shapes
from groundup.autograd.rules.arithmetic import *
from groundup.autograd.rules.indexing import *
from groundup.autograd.rules.products import *
from groundup.autograd.rules.reductions import *
from groundup.autograd.rules.shapes import *
from groundup.autograd.tape import no_grad

__all__ = [
    "BOTH", "INPUTS", "NOTHING", "OUTPUT", "SHAPES", "GradientError", "Tensor", "fused", "grad",
    "gradcheck", "hessian", "hvp", "jacobian", "jvp", "no_grad", "primitive", "vjp",
]
__all__ += arithmetic.__all__
__all__ += indexing.__all__
__all__ += products.__all__
__all__ += reductions.__all__
__all__ += shapes.__all__
