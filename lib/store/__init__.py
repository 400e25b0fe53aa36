"""The store: the model of the tables, the checks of rows against it, and the lake that holds them.

Rows live in a DuckLake (Parquet files with a SQLite catalogue), one folder a store.
"""
