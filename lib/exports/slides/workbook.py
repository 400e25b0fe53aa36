"""The workbook inside a chart: its limits as columns too, so that whoever edits finds them."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from pptx.oxml.ns import qn

from lib.exports.slides.spec import Run

SIGNS = ("+", "-")  # heads of the columns of limits: the name of their series, and which side


def extend(chart: Any, runs: Sequence[Run]) -> None:
    """Write limits beside the values of their series, and let the error bars read them there."""
    limited = [(place, run, run.limits) for place, run in enumerate(runs) if run.limits]
    if not limited:
        return
    part = chart.part.chart_workbook.xlsx_part
    book = load_workbook(BytesIO(part.blob))
    sheet = book.worksheets[0]
    series = list(chart._chartSpace.iter(qn("c:ser")))
    column = sheet.max_column + 1
    for place, run, limits in limited:
        first = _first_row(series[place])
        sides = zip(SIGNS, (limits.plus, limits.minus), ("plus", "minus"), strict=True)
        for sign, lengths, tag in sides:
            sheet.cell(first - 1, column, f"{run.name} {sign}")
            for row, value in enumerate(lengths, start=first):
                sheet.cell(row, column, value)
            letter = get_column_letter(column)
            name, last = quote_sheetname(sheet.title), first + len(lengths) - 1
            _refer(series[place], tag, f"{name}!${letter}${first}:${letter}${last}")
            column += 1
    kept = BytesIO()
    book.save(kept)
    part._blob = kept.getvalue()


def _first_row(series: Any) -> int:
    """The first row of the values of a series in the workbook."""
    values = series.find(qn("c:val"))
    values = values if values is not None else series.find(qn("c:yVal"))
    cells = values.find(f".//{qn('c:f')}").text
    return int(cells.partition("!")[2].split(":")[0].split("$")[-1])


def _refer(series: Any, side: str, cells: str) -> None:
    """Turn lengths that stand in the file into ones that are read from cells."""
    literal = series.find(f"{qn('c:errBars')}/{qn(f'c:{side}')}/{qn('c:numLit')}")
    reference = literal.getparent().makeelement(qn("c:numRef"), {})
    literal.addprevious(reference)
    formula = reference.makeelement(qn("c:f"), {})
    formula.text = cells
    reference.append(formula)
    literal.tag = qn("c:numCache")
    reference.append(literal)
