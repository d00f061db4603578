"""The table of derivatives: every primitive, from addition to sorting."""

from groundup.autograd.rules import arithmetic, indexing, products, reductions, shapes
from groundup.autograd.rules.arithmetic import *
from groundup.autograd.rules.arithmetic import compare
from groundup.autograd.rules.indexing import *
from groundup.autograd.rules.numpy import from_function, from_ufunc
from groundup.autograd.rules.products import *
from groundup.autograd.rules.reductions import *
from groundup.autograd.rules.shapes import *

__all__ = ["compare", "from_function", "from_ufunc"]
__all__ += arithmetic.__all__
__all__ += indexing.__all__
__all__ += products.__all__
__all__ += reductions.__all__
__all__ += shapes.__all__
