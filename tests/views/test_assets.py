"""The browser's files: made once, named by content, sent compressed and kept."""

import asyncio
import gzip
import json
import os
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest
from starlette.applications import Starlette
from uvicorn import Config
from uvicorn.protocols.websockets import websockets_sansio_impl
from uvicorn.server import ServerState

from lib.views.assets import REPOSITORY, STATIC, AssetMissing, font_name, prepare
from lib.views.server import (
    IMMUTABLE,
    lifespan_with,
    make_app,
    remember_more,
    settings_from,
    static_route,
)
from lib.views.words import LANGUAGES, section


@pytest.fixture
def static(tmp_path: Path) -> Path:
    prepare(tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_prepare_makes_every_file_with_a_gzip_copy(static: Path) -> None:
    assets = prepare(static)
    for name in assets.names():
        packed = static / "vendor" / f"{name}.gz"
        assert gzip.decompress(packed.read_bytes()) == (static / "vendor" / name).read_bytes()


def test_prepare_again_touches_nothing(static: Path) -> None:
    before = contents(static / "vendor")
    prepare(static)
    assert contents(static / "vendor") == before


def test_changed_geometry_gets_a_new_name_and_the_old_file_goes(tmp_path: Path) -> None:
    geometry = tmp_path / "web.json"
    geometry.write_text('{"scale": 1}')
    old = prepare(tmp_path, geometry)
    geometry.write_text('{"scale": 10}')
    os.utime(geometry, ns=(1, 1))
    new = prepare(tmp_path, geometry)
    assert new.geometry != old.geometry
    assert new.script == old.script
    names = set(contents(tmp_path / "vendor"))
    assert new.geometry in names
    assert not names & {old.geometry, f"{old.geometry}.gz"}
    assert (tmp_path / "vendor" / new.geometry).read_text() == 'window.AREA_GEOMETRY={"scale":10};'


def test_a_lost_file_and_a_broken_manifest_are_made_good(static: Path) -> None:
    assets = prepare(static)
    (static / "vendor" / assets.script).unlink()
    (static / "vendor" / "manifest.json").write_text("{")
    assert prepare(static) == assets
    assert (static / "vendor" / assets.script).is_file()


def test_missing_geometry_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AssetMissing, match="python -m geo"):
        prepare(tmp_path, tmp_path / "nowhere.json")


def test_the_map_script_has_its_words_in_both_languages(static: Path) -> None:
    script = (static / "vendor" / prepare(static).script).read_text("utf-8")
    for language in LANGUAGES:
        words = section("map_own", language)
        assert json.dumps(words, ensure_ascii=False) in script


def test_geometry_script_is_the_built_layer(static: Path) -> None:
    script = (static / "vendor" / prepare(static).geometry).read_text("utf-8")
    shapes = json.loads(script.removeprefix("window.AREA_GEOMETRY=").removesuffix(";"))
    assert set(shapes["layers"]) == {"province", "amphoe", "tambon"}


def test_map_script_carries_its_styles_and_calls_nothing_outside(static: Path) -> None:
    assets = prepare(static)
    script = (static / "vendor" / assets.script).read_text("utf-8")
    assert ".leaflet-container" in script
    assert "FONT_" not in script
    for _, name in assets.fonts:
        assert f"../../app/static/vendor/{name}" in script
    addresses = {word for word in script.split('"') if word.startswith(("http:", "https:", "//"))}
    assert addresses == {"http://www.w3.org/2000/svg"}


def test_settings_name_the_fonts_that_are_made() -> None:
    settings = tomllib.loads((REPOSITORY / ".streamlit" / "config.toml").read_text("utf-8"))
    faces = {face["weight"]: face["url"] for face in settings["theme"]["fontFaces"]}
    assert faces == {weight: f"app/static/vendor/{font_name(weight)}" for weight in (400, 600, 700)}


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def get(static: Path, path: str, **headers: str) -> Answer:
    """One request to the static route, without a server."""
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": pairs,
        "root_path": "",
    }
    asyncio.run(Starlette(routes=[static_route(static)])(scope, receive, send))
    start, *bodies = sent
    got = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], got, b"".join(part.get("body", b"") for part in bodies))


@pytest.mark.parametrize("base", ["", "/dashboard", "/a/b"])
def test_hashed_files_are_sent_compressed_and_kept(static: Path, base: str) -> None:
    name = prepare(static).geometry
    answer = get(static, f"{base}/app/static/vendor/{name}", accept_encoding="gzip, br")
    assert answer.status == 200
    assert answer.headers["cache-control"] == IMMUTABLE
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.body) == (static / "vendor" / name).read_bytes()


def test_fonts_have_their_type_and_plain_clients_get_plain_files(static: Path) -> None:
    answer = get(static, f"/app/static/vendor/{font_name(400)}")
    assert answer.headers["content-type"] == "font/ttf"
    assert answer.headers["cache-control"] == IMMUTABLE
    assert "content-encoding" not in answer.headers
    assert answer.body == (static / "vendor" / font_name(400)).read_bytes()


def test_what_the_browser_has_is_not_sent_again(static: Path) -> None:
    path = f"/app/static/vendor/{prepare(static).script}"
    tag = get(static, path).headers["etag"]
    again = get(static, path, if_none_match=tag)
    assert (again.status, again.body) == (304, b"")
    assert get(static, path, if_none_match='"another"').status == 200


def test_other_files_are_asked_for_each_time(static: Path) -> None:
    (static / "icon.png").write_bytes(b"png")
    answer = get(static, "/app/static/icon.png")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "vendor/../../secret.txt",
        "/etc/passwd",
        "..\\secret.txt",
        "link.txt",
        ".hidden",
        "vendor",
        "",
        "nothing.js",
        "nul\0.js",
    ],
)
def test_nothing_outside_the_folder(static: Path, path: str) -> None:
    (static.parent / "secret.txt").write_text("secret")
    (static / ".hidden").write_text("secret")
    (static / "link.txt").symlink_to(static.parent / "secret.txt")
    answer = get(static, f"/app/static/{path}")
    assert answer.status == 404
    assert b"secret" not in answer.body


def test_warm_up_runs_beside_the_server_and_its_failure_is_only_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[bool] = []

    def fails() -> None:
        done.append(True)
        raise RuntimeError("no store")

    async def start() -> None:
        async with lifespan_with(fails)(None):
            while not caplog.records:
                await asyncio.sleep(0.01)

    asyncio.run(start())
    assert done == [True]
    assert "Warming up failed" in caplog.text


def test_app_is_made_for_a_script() -> None:
    assert make_app(REPOSITORY / "app.py", static=STATIC).script_path.name == "app.py"


def test_settings_come_from_the_environment() -> None:
    environment = {"STREAMLIT_SERVER_PORT": "8600", "STREAMLIT_SERVER_BASE_URL_PATH": "labour"}
    assert settings_from(environment) == {"server.port": 8600, "server.baseUrlPath": "labour"}
    assert settings_from({"STREAMLIT_SERVER_PORT": ""}) == {}


def test_the_compression_of_messages_remembers_more(monkeypatch: pytest.MonkeyPatch) -> None:
    own = websockets_sansio_impl.ServerPerMessageDeflateFactory
    monkeypatch.setattr(websockets_sansio_impl, "ServerPerMessageDeflateFactory", own)

    async def window() -> int:
        config = Config(app=None, ws="websockets-sansio")
        protocol = websockets_sansio_impl.WebSocketsSansIOProtocol(config, ServerState(), {})
        (extension,) = protocol.conn.available_extensions
        return extension.server_max_window_bits

    assert asyncio.run(window()) == 12
    remember_more()
    assert asyncio.run(window()) == 15
