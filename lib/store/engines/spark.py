"""Spark as the engine: it reads the Parquet files of a version as they lie in the store.

The files must be where the cluster finds them under the same path; reference tables go there from
here. One session a process, shared by all stores.
"""

import shutil
import threading
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from os import environ
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from lib.store.engines.questions import located
from lib.store.engines.version import Column, Version
from lib.store.errors import EngineMissing, ServerUnreachable

_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_PARTITIONS = "spark.sql.shuffle.partitions"


class SparkEngine:
    """Answers on the cluster (or the local Spark) of a master."""

    def __init__(self, master: str) -> None:
        self._spark = _session(master)
        self._views: dict[str, list[str]] = {}
        self._lock = threading.Lock()

    def run(
        self,
        cursor: duckdb.DuckDBPyConnection,
        version: Version,
        query: exp.Query,
        columns: Sequence[Column],
    ) -> pa.Table:
        """The rows of a query; raises pyspark's errors for what Spark refuses."""
        with self._lock:
            if version.name not in self._views:
                self._show(cursor, version)
        there = located(query, version.names, lambda name: exp.table_(f"{version.name}_{name}"))
        return self._spark.sql(there.sql("spark", copy=False)).toArrow()

    def close(self) -> None:
        """Drop the views of the store; the session stays for others."""
        with self._lock:
            for views in self._views.values():
                self._drop(views)
            self._views.clear()

    def _show(self, cursor: duckdb.DuckDBPyConnection, version: Version) -> None:
        """Make a view a table, over files where reading them is reading the table."""
        views = []
        for name in version.names:
            files = version.tables.get(name)
            if files is not None and files.plain and files.paths:
                frame = self._spark.read.parquet(*map(str, files.paths))
            else:
                frame = self._spark.createDataFrame(
                    cursor.execute(f'FROM "{name}"').to_arrow_table()
                )
            frame.createOrReplaceTempView(f"{version.name}_{name}")
            views.append(f"{version.name}_{name}")
        self._views[version.name] = views

    def _drop(self, views: list[str]) -> None:
        for view in views:
            self._spark.catalog.dropTempView(view)


@cache
def _session(master: str) -> Any:
    """The session of this process; raises EngineMissing without pyspark or Java."""
    if find_spec("pyspark") is None:
        raise EngineMissing(
            "For ENGINE with Spark, pyspark is needed: "
            ".venv/bin/python -m pip install --require-hashes -r requirements-engines.lock"
        )
    home = environ.get("JAVA_HOME")
    if not shutil.which("java") and not (home and (Path(home) / "bin" / "java").is_file()):
        raise EngineMissing(
            "For ENGINE with Spark, Java 17 is needed (Debian: apt install "
            "openjdk-17-jre-headless), on PATH or in JAVA_HOME."
        )
    from pyspark.sql import SparkSession  # noqa: PLC0415 (an optional package)

    settings = SparkSession.builder.master(master).appName("southern-labour-dashboard")
    for name, value in _SETTINGS.items():
        settings = settings.config(name, value)
    try:
        spark = settings.getOrCreate()
    except Exception as error:
        raise ServerUnreachable(f"Spark at {master} can't be reached: {error}") from error
    spark.sparkContext.setLogLevel("ERROR")
    if not spark.sparkContext.getConf().contains(_PARTITIONS):
        # Spark's own 200 would cost more to start than our grouped rows take to read.
        spark.conf.set(_PARTITIONS, str(max(8, 2 * spark.sparkContext.defaultParallelism)))
    return spark
