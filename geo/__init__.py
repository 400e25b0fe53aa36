"""Geometry and area codes of the study area; knows nothing of screens.

`geo.build` turns published boundaries and tables into the committed files of `data/built`.
`geo.areas` and `geo.locate` are what the rest of the program reads them with.
"""
