"""The table of derivatives: every primitive, from addition to sorting."""

from groundup.autograd.rules.arithmetic import *
from groundup.autograd.rules.indexing import *
from groundup.autograd.rules.numpy import *
from groundup.autograd.rules.products import *
from groundup.autograd.rules.reductions import *
from groundup.autograd.rules.shapes import *
