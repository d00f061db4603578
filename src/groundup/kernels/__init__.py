"""Compiled twins of the hot functions: same names, same results, less time (extra "speed": Numba).

The NumPy definition is what one reads, and what runs where Numba is missing. A function marked
`@twin` in `functional/softmax.py` is sped up by the function of its name in `kernels/softmax.py`.

>>> from groundup import kernels
>>> before = kernels.in_use()
>>> kernels.use("numpy"); kernels.in_use()
'numpy'
>>> kernels.use(before)
"""

from groundup.kernels.dispatch import in_use, twin, use, warm_up
from groundup.kernels.threads import get_num_threads, set_num_threads
