"""The house rules that a machine can see: who may import whom, and how long a file may be."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path.relative_to(ROOT)
    for top in ("app.py", "pages", "lib", "geo")
    for path in ([ROOT / top] if top.endswith(".py") else (ROOT / top).rglob("*.py"))
)
# What each part may import of the others; geo stands beside the store.
MAY_IMPORT = {
    "geo": set(),
    "lib.periods": set(),
    "lib.settings": set(),
    "lib.access": {"lib.settings"},
    "lib.neutral": set(),
    "lib.statistics": set(),
    "lib.store": {"geo", "lib.access", "lib.periods", "lib.settings"},
    "lib.sample": {"geo", "lib.periods", "lib.settings", "lib.store"},
    "lib.imports": {
        "geo",
        "lib.access",
        "lib.neutral",
        "lib.periods",
        "lib.settings",
        "lib.store",
    },
    "lib.opening": {"lib.access", "lib.imports", "lib.sample", "lib.settings", "lib.store"},
    "lib.desk": {"lib.access", "lib.imports", "lib.opening", "lib.settings", "lib.store"},
    "lib.plan_desk": {"lib.access", "lib.desk", "lib.planning", "lib.settings", "lib.store"},
    "lib.operations": {
        "lib.access",
        "lib.imports",
        "lib.opening",
        "lib.settings",
        "lib.store",
    },
    "lib.quality": {"lib.access", "lib.imports", "lib.periods", "lib.store"},
    "lib.exports": {"geo", "lib.neutral", "lib.periods", "lib.settings"},
    "lib.indicators": {
        "geo",
        "lib.access",
        "lib.periods",
        "lib.settings",
        "lib.statistics",
        "lib.store",
    },
    "lib.planning": {
        "geo",
        "lib.access",
        "lib.indicators",
        "lib.periods",
        "lib.settings",
        "lib.statistics",
        "lib.store",
    },
}
SCREENS = ("app", "pages", "lib.views")


def module_of(path: Path) -> str:
    return ".".join(path.with_suffix("").parts)


def part_of(module: str) -> str:
    pieces = module.split(".")
    return ".".join(pieces[:2]) if pieces[0] == "lib" else pieces[0]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", FILES, ids=str)
def test_only_screens_import_streamlit(path: Path) -> None:
    uses = {name.split(".")[0] for name in imported(path)} & {"streamlit", "streamlit_folium"}
    assert not uses or part_of(module_of(path)) in SCREENS


@pytest.mark.parametrize("path", FILES, ids=str)
def test_arrows_point_one_way(path: Path) -> None:
    part = part_of(module_of(path))
    if part in SCREENS or part in (
        "lib.__init__",
        "lib.__main__",
        "lib.commands",
        "lib.access_commands",
        "lib.desk_commands",
        "lib.operations_commands",
        "lib.planning_commands",
    ):
        return
    names = {
        part_of(name) for name in imported(path) if name.split(".")[0] in ("lib", "geo", "pages")
    }
    assert names - {"lib", part} <= MAY_IMPORT[part]


@pytest.mark.parametrize("path", FILES, ids=str)
def test_files_stay_short(path: Path) -> None:
    lines = (ROOT / path).read_text(encoding="utf-8").count("\n")
    assert lines <= (80 if path.parts[0] == "pages" else 400)


def test_requirements_are_those_of_the_lock() -> None:
    """requirements.txt is made from the lock: the same versions with the same hashes."""

    def pins(name: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if "==" in line and not line.startswith(" "):
                current = found.setdefault(line.split(";")[0].split(" \\")[0].strip(), set())
            elif "--hash=" in line:
                current.add(line.strip(" \\"))
        return found

    lock, runtime = pins("requirements.lock"), pins("requirements.txt")
    assert runtime.items() <= lock.items()
    assert all(hashes for hashes in lock.values())
