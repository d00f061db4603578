"""groundup: neural networks from the ground up.

>>> import groundup as gu
>>> x = gu.Tensor([1.0, 2.0], requires_grad=True)
>>> (x ** 2).sum().backward(); x.grad
array([2., 4.], dtype=float32)
"""

from groundup import autograd, backend, functional
from groundup.autograd import Tensor, grad, gradcheck, hessian, hvp, jacobian, jvp, no_grad, vjp
from groundup.backend import default_dtype, seed, set_default_dtype

__version__ = "0.1.0"
