"""The fixture that writes small CSV files."""

from pathlib import Path

import pytest
from deliveries import FILES, Deliver


@pytest.fixture
def deliver(tmp_path: Path) -> Deliver:
    """Writes the files above with some replaced (None: left out) and gives the folder."""

    def write(changes: dict[str, str | bytes | None] | None = None) -> Path:
        folder = tmp_path / "delivery"
        folder.mkdir(exist_ok=True)
        for name, content in {**FILES, **(changes or {})}.items():
            if content is None:
                (folder / name).unlink(missing_ok=True)
            elif isinstance(content, bytes):
                (folder / name).write_bytes(content)
            else:
                (folder / name).write_text(content, encoding="utf-8")
        return folder

    return write
