"""The innermost loop of a convolution: sums that stay in registers while two matrices pass by.

    c[m, n] = start[m, n] + Σ over batches and k of  a[m, k] · b[k, n]

A tile of c has a few rows and one or two vectors of columns. Compilers do not keep that many sums
in registers by themselves, so the tile is written as vector instructions, for vectors as long as
the processor's; everything is known by its address, and steps are counted in floats. Rows of a
that overlap, and batches of them, let the taps of a kernel look at an image where it lies: there
are no columns to copy. This is the batch-reduce product of Georganas et al., "Harnessing Deep
Learning via a Single Building Block" (2020).
"""

from groundup.kernels.compiler import compiled, inlined, numba

BYTES = 4                                  # of a float32


def _registers():
    """Floats in a vector register, and rows of a tile two vectors wide that leave some free."""
    from llvmlite.binding import get_host_cpu_features

    features = get_host_cpu_features()
    if features.get("avx512f"):
        return 16, 8                       # 16 of 32 registers hold sums: enough to hide latency
    return (8, 6) if features.get("avx2") else (4, 6)


LANES, ROWS = _registers() if numba else (4, 6)


def up(n: int) -> int:
    """The next multiple of a vector's length.

    >>> up(1) == up(LANES) == LANES
    True
    """
    return -(-n // LANES) * LANES


def _tile(builder, rows, vectors, turned, a, a_row, a_batch, b, b_vector, b_row, b_batch,
          start, start_row, c, c_row, batches, depth):
    """Instructions for one tile; `turned` says that entries of a lie as in aᵀ, one row of aᵀ a k"""
    from llvmlite import ir
    from numba.core import cgutils

    whole = ir.IntType(64)
    vector = ir.VectorType(ir.FloatType(), LANES)
    spots = [(m, n) for m in range(rows) for n in range(vectors)]
    fma = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(vector, [vector] * 3), f"llvm.fmuladd.v{LANES}f32")

    def at(pointer, *steps):               # pointer + i · step + ..., for pairs (i, step)
        for i, step in steps:
            pointer = builder.gep(pointer, [builder.mul(i, step)])
        return pointer

    def as_vector(pointer):
        return builder.bitcast(pointer, vector.as_pointer())

    def spread(number):                    # into all places of a vector
        first = builder.insert_element(ir.Constant(vector, ir.Undefined), number, ir.IntType(32)(0))
        return builder.shuffle_vector(
            first, first, ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES))

    sums = {}
    for m, n in spots:
        begin = at(start, (whole(m), start_row), (whole(n), whole(LANES)))
        sums[m, n] = cgutils.alloca_once_value(builder, builder.load(as_vector(begin), align=4))
    with cgutils.for_range(builder, batches) as batch:
        first_a, first_b = at(a, (batch.index, a_batch)), at(b, (batch.index, b_batch))
        with cgutils.for_range(builder, depth) as k:
            column = at(first_a, (k.index, a_row if turned else whole(1)))
            row = at(first_b, (k.index, b_row))
            seen = [builder.load(as_vector(at(row, (whole(n), b_vector))), align=4)
                    for n in range(vectors)]
            for m in range(rows):
                x = spread(builder.load(at(column, (whole(m), whole(1) if turned else a_row))))
                for n in range(vectors):
                    total = builder.call(fma, [x, seen[n], builder.load(sums[m, n])])
                    builder.store(total, sums[m, n])
    for m, n in spots:
        end = at(c, (whole(m), c_row), (whole(n), whole(LANES)))
        builder.store(builder.load(sums[m, n]), as_vector(end), align=4)


def _tiles(vectors, turned):
    """A function of compiled code: the tile of as many rows, 1 to ROWS, as its first argument."""
    from llvmlite import ir

    i8, pointers = numba.types.int64, (0, 3, 7, 9)

    def call(typing, rows, a, a_row, a_batch, b, b_vector, b_row, b_batch, start, start_row, c,
             c_row, batches, depth):
        def generate(context, builder, signature, given):
            rows, *given = given
            pointer = ir.FloatType().as_pointer()
            given = [builder.inttoptr(value, pointer) if i in pointers else value
                     for i, value in enumerate(given)]
            end = builder.append_basic_block("end")
            choice = builder.switch(rows, end)
            for count in range(1, ROWS + 1):
                block = builder.append_basic_block(f"rows{count}")
                choice.add_case(ir.IntType(64)(count), block)
                builder.position_at_end(block)
                _tile(builder, count, vectors, turned, *given)
                builder.branch(end)
            builder.position_at_end(end)
            return context.get_dummy_value()

        return numba.types.void(*[i8] * 14), generate

    return numba.extending.intrinsic(call)


if numba:
    _single, _double = _tiles(1, False), _tiles(2, False)
    _turned_single, _turned_double = _tiles(1, True), _tiles(2, True)


@inlined()
def _share(rows, done):
    """How many of the rows make up the next tile, if all tiles are to be about as tall."""
    tiles = (rows - done + ROWS - 1) // ROWS
    return (rows - done + tiles - 1) // tiles


@compiled(f"void({', '.join(['i8'] * 15)})")
def multiply(vectors, rows, a, a_row, a_batch, b, b_vector, b_row, b_batch, start, start_row, c,
             c_row, batches, depth):
    """c (rows, LANES · vectors) = start + a b, for one or two vectors of columns.

    a[m, k] lies at a + m · a_row + k + batch · a_batch, row k of b at b + k · b_row + batch ·
    b_batch, its second vector b_vector further on. A start_row of 0 starts all rows alike.
    """
    done = 0
    while done < rows:
        n = _share(rows, done)
        place, begin = a + BYTES * done * a_row, start + BYTES * done * start_row
        if vectors == 2:
            _double(n, place, a_row, a_batch, b, b_vector, b_row, b_batch, begin, start_row,
                    c + BYTES * done * c_row, c_row, batches, depth)
        else:
            _single(n, place, a_row, a_batch, b, b_vector, b_row, b_batch, begin, start_row,
                    c + BYTES * done * c_row, c_row, batches, depth)
        done += n


@compiled(f"void({', '.join(['i8'] * 13)})")
def multiply_turned(vectors, rows, a, a_row, a_batch, b, b_vector, b_row, b_batch, c, c_row,
                    batches, depth):
    """c += aᵀ b: as above, but for aᵀ[k, m] at a + k · a_row + m, and added to what c holds."""
    done = 0
    while done < rows:
        n = _share(rows, done)
        place, sums = a + BYTES * done, c + BYTES * done * c_row
        if vectors == 2:
            _turned_double(n, place, a_row, a_batch, b, b_vector, b_row, b_batch, sums, c_row,
                           sums, c_row, batches, depth)
        else:
            _turned_single(n, place, a_row, a_batch, b, b_vector, b_row, b_batch, sums, c_row,
                           sums, c_row, batches, depth)
        done += n
