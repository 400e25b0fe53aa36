"""Separated text to columns of text, by Arrow: the one parser of CSV and its kin."""

from collections.abc import Callable, Sequence

import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv

_BLOCK_BYTES = 1 << 23


def read_cells(
    content: bytes,
    separator: str,
    names: Sequence[str],
    uneven: Callable[[pacsv.InvalidRow], str],
    *,
    skip: int = 0,
) -> pl.DataFrame:
    """All rows but the first ``skip`` as text, an empty cell being "".

    ``content`` is UTF-8, ``names`` those of the columns. A row of another width goes to
    ``uneven``, which says "skip" or "error". Raises pyarrow.ArrowInvalid.
    """
    ends = content if content.endswith((b"\n", b"\r")) else content + b"\n"
    table = pacsv.read_csv(
        pa.py_buffer(ends),
        # One thread: only then does an uneven row know its number.
        read_options=pacsv.ReadOptions(
            use_threads=False,
            block_size=_BLOCK_BYTES,
            column_names=list(names),
            skip_rows_after_names=skip,
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=separator,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=uneven,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame
