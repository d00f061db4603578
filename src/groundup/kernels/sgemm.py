"""The matrix product inside of compiled code: OpenBLAS, called by address so that caching works."""

from groundup.kernels.compiler import inlined, numba

ROWS, PLAIN, TURNED = 101, 111, 112        # of cblas.h: C order; as it is; transposed


def _intrinsic():
    """cblas_sgemm as a function of compiled code; the address comes first, arrays as integers."""
    from llvmlite import ir

    types = numba.types
    long, whole, real = ir.IntType(64), ir.IntType(32), ir.FloatType()
    pointer = ir.IntType(8).as_pointer()
    function = ir.FunctionType(ir.VoidType(), [
        whole, whole, whole, long, long, long, real, pointer, long, pointer, long, real, pointer,
        long]).as_pointer()
    i8, f4 = types.int64, types.float32

    def call(typing, address, turn_a, turn_b, m, n, k, a, lda, b, ldb, beta, c, ldc):
        def generate(context, builder, signature, given):
            address, turn_a, turn_b, m, n, k, a, lda, b, ldb, beta, c, ldc = given
            builder.call(builder.inttoptr(address, function), [
                whole(ROWS), builder.trunc(turn_a, whole), builder.trunc(turn_b, whole), m, n, k,
                real(1.0), builder.inttoptr(a, pointer), lda, builder.inttoptr(b, pointer), ldb,
                beta, builder.inttoptr(c, pointer), ldc])
            return context.get_dummy_value()

        return types.void(i8, i8, i8, i8, i8, i8, i8, i8, i8, i8, f4, i8, i8), generate

    return numba.extending.intrinsic(call)


_sgemm = _intrinsic() if numba else None


@inlined()
def multiply(address, a, b, c, beta=0.0):              # a (m, k) · b (k, n) · c (m, n)
    """c = a b + beta c, for matrices whose rows are contiguous, but may lie apart."""
    _sgemm(address, PLAIN, PLAIN, c.shape[0], c.shape[1], a.shape[1], a.ctypes.data,
           a.strides[0] // 4, b.ctypes.data, b.strides[0] // 4, beta, c.ctypes.data,
           c.strides[0] // 4)


@inlined()
def multiply_first_turned(address, a, b, c, beta=0.0):     # a (k, m)
    """c = aᵀ b + beta c."""
    _sgemm(address, TURNED, PLAIN, c.shape[0], c.shape[1], a.shape[0], a.ctypes.data,
           a.strides[0] // 4, b.ctypes.data, b.strides[0] // 4, beta, c.ctypes.data,
           c.strides[0] // 4)


@inlined()
def multiply_second_turned(address, a, b, c, beta=0.0):    # b (n, k)
    """c = a bᵀ + beta c."""
    _sgemm(address, PLAIN, TURNED, c.shape[0], c.shape[1], a.shape[1], a.ctypes.data,
           a.strides[0] // 4, b.ctypes.data, b.strides[0] // 4, beta, c.ctypes.data,
           c.strides[0] // 4)
