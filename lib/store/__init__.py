"""The store: the model of the tables, the checks of rows against it, and the lake that holds them.

Rows live in a DuckLake: Parquet files with a catalogue in SQLite (one folder a store) or, for
several machines, in PostgreSQL.
"""
