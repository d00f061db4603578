"""Four series in time, small and well known, to forecast (14.4).

No official address keeps them with a checksum, so they are read from the folder `timeseries` in
the folder that GROUNDUP_DATA names: CSV files with a header, then a date and a value a line.
"""

import os
from pathlib import Path
from typing import NamedTuple

import numpy as np

from groundup.backend import default_dtype
from groundup.data.errors import DataError


class Series(NamedTuple):
    """When, and how much: `time` (T,) as datetime64, `values` (T,) in the default dtype.

    >>> Series(np.array(["1949-01", "1949-02"], "datetime64[M]"), np.array([112.0, 118.0])).time
    array(['1949-01', '1949-02'], dtype='datetime64[M]')
    """

    time: np.ndarray
    values: np.ndarray


def airline_passengers() -> Series:
    """International airline passengers, in thousands a month: 144 months, 1949 to 1960.

    Shapes as in `Series`. Raises `DataError` if the file is missing or damaged. Source: G. Box and
    G. Jenkins, "Time Series Analysis" (1976), series G.

    >>> airline_passengers().values[:3]         # doctest: +SKIP
    array([112., 118., 132.], dtype=float32)
    """
    return read_series("airline-passengers.csv", "M")


def sunspots() -> Series:
    """The mean number of sunspots in a month, as counted in Zurich: 2,820 months, 1749 to 1983.

    Shapes as in `Series`, errors as in `airline_passengers`. Source: D. Andrews and A. Herzberg,
    "Data" (1985).

    >>> sunspots().values[:3]                   # doctest: +SKIP
    array([58. , 62.6, 70. ], dtype=float32)
    """
    return read_series("monthly-sunspots.csv", "M")


def min_temperatures() -> Series:
    """The lowest temperature of each day in Melbourne, in °C: 3,650 days, 1981 to 1990; the last
    days of 1984 and 1988 are not in it.

    Shapes as in `Series`, errors as in `airline_passengers`. Source: Australian Bureau of
    Meteorology.

    >>> min_temperatures().values[:3]           # doctest: +SKIP
    array([20.7, 17.9, 18.8], dtype=float32)
    """
    return read_series("daily-min-temperatures.csv", "D")


def shampoo_sales() -> Series:
    """Sales of shampoo in a month: 36 months of three years, which are called 1 to 3.

    Shapes as in `Series`, errors as in `airline_passengers`. Source: S. Makridakis, S. Wheelwright
    and R. Hyndman, "Forecasting: Methods and Applications" (1998).

    >>> shampoo_sales().values[:3]              # doctest: +SKIP
    array([266. , 145.9, 183.1], dtype=float32)
    """
    return read_series("shampoo.csv", "M")


def read_series(name: str, unit: str) -> Series:
    """A file of the folder `timeseries`; `unit` is that of its dates, M for month or D for day."""
    root = os.environ.get("GROUNDUP_DATA")
    if not root:
        raise DataError(f"{name} is not downloaded, as no official address keeps it. Put it into a "
                        "folder timeseries (a header, then lines such as \"1949-01\",112), and set "
                        "GROUNDUP_DATA to the folder around it.")
    path = Path(root, "timeseries", name)
    try:
        lines = path.read_text(encoding="utf-8").split()[1:]
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read ({error}). GROUNDUP_DATA should name the folder "
                        "that holds it.") from error
    try:
        rows = [line.replace('"', "").split(",") for line in lines]
        dates = [date.zfill(len("0001-01")) for date, _ in rows]        # shampoo's years are 1 to 3
        time = np.array(dates, f"datetime64[{unit}]")
        values = np.array([float(value) for _, value in rows], default_dtype())
    except ValueError as error:
        raise DataError(f"{path} should hold a header, then a date and a number a line ({error})."
                        ) from error
    if not len(values) or not np.isfinite(values).all() or (np.diff(time).astype(int) <= 0).any():
        raise DataError(f"{path} should hold numbers in the order of their dates, and does not.")
    return Series(time, values)
