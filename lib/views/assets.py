"""Static files of the browser, prepared from installed packages and from the built geometry.

Everything goes to `static/vendor/`, which is not in git. A name carries the content (or the
package's version), so that a browser may keep each file for good. Beside each file lies a
gzip copy for `lib.views.server`.
"""

import csv
import gzip
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from lib.views.words import LANGUAGES, section

REPOSITORY = Path(__file__).resolve().parents[2]
STATIC = REPOSITORY / "static"
GEOMETRY = REPOSITORY / "data" / "built" / "layers" / "web.json"
SOURCES = Path(__file__).with_name("map")
TILES = GEOMETRY.parents[1] / "tiles.csv"
CENTRES = GEOMETRY.parents[1] / "offices.csv"
SCRIPTS = (
    "geometry", "tiles", "layers", "circles", "rings", "marks", "labels", "panels",
    "interaction", "roving", "points", "centres", "spot", "link", "map",
)  # fmt: skip
FONT_STYLES = {400: "Regular", 600: "SemiBold", 700: "Bold"}
_COMPONENT_TO_VENDOR = "../../app/static/vendor/"
_lock = threading.Lock()
Stamp = list[list[str | int]]


class AssetMissing(FileNotFoundError):
    """A file that the browser's files are made of is not there."""


@dataclass(frozen=True)
class Assets:
    """File names under `static/vendor/`; fonts by weight."""

    leaflet: str
    geometry: str
    script: str
    fonts: tuple[tuple[int, str], ...]

    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (self.leaflet, self.geometry, self.script, *(name for _, name in self.fonts))


def prepare(static: Path = STATIC, geometry: Path = GEOMETRY) -> Assets:
    """Make `static/vendor/` what it should be, and tell the names in it.

    Does nothing but compare sizes and times when nothing changed. Raises AssetMissing when a
    source is not there.
    """
    vendor = static / "vendor"
    sources = [*_sources(), geometry]
    with _lock:
        stamp: Stamp = [*_stamp(sources), ["words", _words()]]
        known = _read_manifest(vendor, stamp)
        if known:
            return known
        assets = _write(vendor, geometry)
        _remove_others(vendor, assets)
        manifest = {"stamp": stamp, "assets": asdict(assets)}
        _replace(vendor / "manifest.json", json.dumps(manifest).encode())
        return assets


def font_files() -> dict[int, bytes]:
    """The TrueType files of Sarabun by weight."""
    return {weight: _font(style).read_bytes() for weight, style in FONT_STYLES.items()}


def font_name(weight: int) -> str:
    """File name of a weight of Sarabun; `.streamlit/config.toml` has the same ones."""
    return f"sarabun-{version('fontpkg-sarabun')}-{weight}.ttf"


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise AssetMissing(f"The Python package {name} is not installed: install requirements.lock")
    return Path(spec.origin).parent


def _leaflet(name: str) -> Path:
    return _package("xstatic.pkg.leaflet") / "data" / name


def _font(style: str) -> Path:
    return _package("fontpkg_sarabun") / "files" / f"Sarabun-{style}.ttf"


def _sources() -> Iterator[Path]:
    yield _leaflet("leaflet.js")
    yield _leaflet("leaflet.css")
    yield from (_font(style) for style in FONT_STYLES.values())
    yield from (SOURCES / f"{name}.js" for name in SCRIPTS)
    yield SOURCES / "map.css"
    yield from (TILES, CENTRES)
    yield Path(__file__)


def _stamp(sources: Sequence[Path]) -> Stamp:
    """Name, size and time of each source, as JSON gives them back."""
    try:
        stats = [(path, path.stat()) for path in sources]
    except FileNotFoundError as error:
        raise AssetMissing(
            f"{error.filename} is missing: restore it from the repository, or build the layers "
            "again with python -m geo"
        ) from error
    return [[str(path), stat.st_size, stat.st_mtime_ns] for path, stat in stats]


def _read_manifest(vendor: Path, stamp: Stamp) -> Assets | None:
    """The assets of an earlier run, when they are all there and made of the same sources."""
    try:
        manifest = json.loads((vendor / "manifest.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if manifest["stamp"] != stamp:
        return None
    kept = manifest["assets"]
    fonts = tuple((int(weight), str(name)) for weight, name in kept["fonts"])
    assets = Assets(kept["leaflet"], kept["geometry"], kept["script"], fonts)
    return assets if all((vendor / name).is_file() for name in assets.names()) else None


def _write(vendor: Path, geometry: Path) -> Assets:
    vendor.mkdir(parents=True, exist_ok=True)
    fonts = tuple((weight, font_name(weight)) for weight in FONT_STYLES)
    for weight, name in fonts:
        _write_both(vendor / name, _font(FONT_STYLES[weight]).read_bytes())
    shapes = json.dumps(
        json.loads(geometry.read_text("utf-8")), ensure_ascii=False, separators=(",", ":")
    )
    return Assets(
        leaflet=_write_hashed(vendor, "leaflet", _leaflet("leaflet.js").read_bytes()),
        geometry=_write_hashed(vendor, "geometry", f"window.AREA_GEOMETRY={shapes};".encode()),
        script=_write_hashed(vendor, "map", _bundle(dict(fonts)).encode()),
        fonts=fonts,
    )


def _bundle(fonts: dict[int, str]) -> str:
    """The map script: its sources in one scope, the style sheets inside it as text.

    Streamlit-folium adds style sheets after the scripts and does not wait for them; as part of
    the script they are there before anything is drawn.
    """
    styles = _leaflet("leaflet.css").read_text("utf-8")
    styles += (SOURCES / "map.css").read_text("utf-8")
    for weight, name in fonts.items():
        styles = styles.replace(f"FONT_{weight}", _COMPONENT_TO_VENDOR + name)
    parts = [(SOURCES / f"{name}.js").read_text("utf-8") for name in SCRIPTS]
    constants = (
        f"const STYLE = {json.dumps(styles)};",
        f"const WORDS = {_words()};",
        f"const TILES = {_by_amphoe(TILES, 'column', 'row', int)};",
        f"const CENTRES = {_by_amphoe(CENTRES, 'latitude', 'longitude', float)};",
    )
    body = "\n".join([*constants, *parts])
    return f'(() => {{\n"use strict";\n{body}\n}})();\n'


def _by_amphoe(path: Path, one: str, other: str, number: Callable[[str], float]) -> str:
    """Two columns of a built table by amphoe code, as JSON."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = {
            row["amphoe_code"]: [number(row[one]), number(row[other])]
            for row in csv.DictReader(file)
        }
    return json.dumps(rows, separators=(",", ":"))


@cache
def _words() -> str:
    """The words of the map itself by language, as JSON; all others come with the picture."""
    words = {language: section("map_own", language) for language in LANGUAGES}
    return json.dumps(words, ensure_ascii=False)


def _write_hashed(vendor: Path, stem: str, content: bytes) -> str:
    name = f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.js"
    _write_both(vendor / name, content)
    return name


def _write_both(path: Path, content: bytes) -> None:
    _replace(path, content)
    _replace(path.with_name(f"{path.name}.gz"), gzip.compress(content, 9, mtime=0))


def _replace(path: Path, content: bytes) -> None:
    """Write in one step, as other processes may read the folder meanwhile."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)


def _remove_others(vendor: Path, assets: Assets) -> None:
    keep = {"manifest.json", *assets.names(), *(f"{name}.gz" for name in assets.names())}
    for path in vendor.iterdir():
        if path.is_file() and path.name not in keep:
            path.unlink(missing_ok=True)
