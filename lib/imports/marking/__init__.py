"""Workbooks edited in place: marks are put into the parts of the file, the rest stays as it is.

A workbook that is read into objects and written again loses what the library does not know:
pictures, charts, buttons, the last results of formulas. Here only the cells that are marked, the
notes, the styles and the list of sheets are touched, as text.
"""
