"""Every screen in every state, run as Streamlit runs it but without a browser."""

import ast
import base64
import json
import re
import tomllib
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.indicators import registry
from lib.store.lake import Store
from lib.views import data
from lib.views.states import FINDINGS_SHOWN
from lib.views.words import say

ROOT = Path(__file__).parents[2]
ROOMS = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "__init__")
LANGUAGES = ("th", "en")


@pytest.fixture(autouse=True)
def own_store(store: Store) -> Iterator[None]:
    """The sample store of the session is there before a screen asks for it."""
    assert store.info.simulated
    yield
    st.cache_data.clear()


def opened(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.query_params.update(query)
    return at.run()


def texts(at: AppTest) -> str:
    """All words on the screen."""
    html = [element.proto.body for element in at.main if element.type == "html"]
    kinds = (at.markdown, at.info, at.warning, at.error, at.caption, at.button, at.subheader)
    written = [getattr(one, "label", "") or one.value for kind in kinds for one in kind]
    return "\n".join(map(str, [*html, *written]))


def address_of(at: AppTest) -> dict[str, str]:
    """The address after the run."""
    return {k: v if isinstance(v, str) else v[0] for k, v in at.query_params.items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"area": "94"},
        {"area": "94", "level": "tambon"},
        {"area": "9410"},
        {"area": "941001"},
        {"level": "province"},
        {"period": "fy2568"},
        {"period": "fy2569q3"},
        {"period": "2026-06"},
        {"period": "2026-01-15..2026-02-03"},
        {"asof": "2026-02-15"},
        {"mission": "labour", "activity": "mobile_service,job_matching"},
    ],
    ids=lambda query: "&".join(f"{key}={value}" for key, value in query.items()) or "start",
)
def test_overview(query: dict[str, str], language: str) -> None:
    at = opened(**query, lang=language)
    assert not at.exception
    assert not at.error
    words = texts(at)
    assert 'class="figures"' in words
    assert say("summary.heading", language) in words
    assert address_of(at) == {**query, **({"lang": "en"} if language == "en" else {})}


@pytest.mark.parametrize("code", tomllib.loads(data.SCREENS.read_text("utf-8"))["overview"]["map"])
@pytest.mark.parametrize("level", ["province", "amphoe", "tambon"])
def test_every_indicator_is_on_the_map(code: str, level: str) -> None:
    at = opened(map=code, level=level)
    assert not at.exception
    assert not at.error
    assert registry.get(code).thai in texts(at)


def test_a_tambon_is_reached_or_not() -> None:
    at = opened(map="tambon_reached", level="tambon", lang="en")
    (component,) = at.get("component_instance")
    call = json.loads(component.proto.json_args)["feature_group"]
    packed = re.search(r'areaMap.paint\("([^"]+)"', call)
    assert packed
    picture = json.loads(zlib.decompress(base64.b64decode(packed[1])))
    assert [label for label, *_ in picture["legend"]][:2] == ["no activity", "activity held"]
    assert picture["texts"][0] in ("no activity", "activity held")
    assert picture["subtitle"] == ""


@pytest.mark.parametrize(
    ("query", "key"),
    [({"period": "fy2600"}, "empty.future"), ({"period": "fy2550"}, "empty.before")],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_to_show_offers_the_way_back(
    query: dict[str, str], key: str, language: str
) -> None:
    at = opened(**query, lang=language)
    beginning = say(key, language, date="#").split("#", maxsplit=1)[0]
    assert any(one.value.startswith(beginning) for one in at.info)
    at.button(key="back_to_start").click().run()
    assert not at.exception
    assert 'class="figures"' in texts(at)
    assert "period" not in at.query_params


def test_filters_that_match_nothing_say_so() -> None:
    at = opened(mission="security", activity="job_matching", area="950102", period="2026-06")
    assert not at.exception
    assert say("empty.filtered", "th") in [one.value for one in at.info]


def test_filters_that_are_not_applied_are_named() -> None:
    at = opened(mission="labour", lang="en")
    assert "The filter by mission is not applied to: Plan progress, Follow-up rate" in texts(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_that_cannot_be_read_is_said(language: str) -> None:
    at = opened(area="0000", map="happiness", lang=language)
    assert not at.exception
    assert say("address.area", language) in at.warning[0].value
    assert say("address.map", language) in at.warning[0].value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_a_fresh_server_opens_the_house_with_any_file_of_pages(room: str, language: str) -> None:
    at = AppTest.from_file(str(ROOT / "pages" / f"{room}.py"), default_timeout=60)
    at.query_params["lang"] = language
    at.run()
    assert not at.exception
    assert not at.error
    assert at.selectbox(key="period_kind").label == say("filters.period_kind", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_about_says_what_is_simulated_and_defines_every_indicator(language: str) -> None:
    def script(language: str) -> None:
        from lib.views import about

        about.introduction(language)
        about.dictionary(language)
        about.sources(language)
        about.versions(language)

    at = AppTest.from_function(script, args=(language,), default_timeout=60).run()
    assert not at.exception
    assert at.warning[0].value == say("about.simulated_yes", language)
    for indicator, entry in zip(registry.indicators().values(), at.expander, strict=True):
        assert indicator.name(language) in entry.label
        assert indicator.words[language].formula in entry.markdown[0].value
    assert len(at.table[0].value) >= 5


def test_choosing_in_the_list_of_attention_drills_down() -> None:
    at = opened()
    at.button(key="attention_1").click().run()
    assert len(address_of(at)["area"]) == 4
    at.button(key="trail_0").click().run()
    assert "area" not in at.query_params


@pytest.mark.parametrize(
    ("key", "value", "query"),
    [
        ("area_province", "95", {"area": "95"}),
        ("area_amphoe", "9410", {"area": "9410"}),
        ("map_indicator", "follow_up_rate", {"map": "follow_up_rate"}),
    ],
)
def test_lists_write_the_address(key: str, value: str, query: dict[str, str]) -> None:
    at = opened()
    at.selectbox(key=key).set_value(value).run()
    assert not at.exception
    assert address_of(at) == query


def test_a_click_on_the_map_drills_down() -> None:
    at = opened()
    at.session_state["map"] = {"id": "94", "n": 1}
    at.run()
    assert at.selectbox(key="area_province").value == "94"


def test_a_click_on_an_area_of_elsewhere_is_ignored() -> None:
    at = opened(area="94")
    at.session_state["map"] = {"id": "1001", "n": 1}
    at.run()
    assert not at.error
    assert address_of(at) == {"area": "94"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://host:8501/nowhere", ["nowhere"]),
        ("http://host/base/%E0%B8%81/", ["ก"]),
        ("http://host/about", []),
        ("http://host/", []),
        (None, []),
    ],
)
def test_an_unknown_address_gets_a_screen_of_its_own(
    url: str | None, asked: list[str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(language: str) -> None:
        import streamlit as st

        from lib.views.states import lost_pages

        known = [st.Page(print, title="a", url_path=name) for name in ("start", "about")]
        pages = lost_pages(known, language)
        st.session_state["asked"] = [page.url_path for page in pages]
        for page in pages:
            page._page()

    monkeypatch.setattr(st, "context", SimpleNamespace(url=url))
    at = AppTest.from_function(script, args=(language,), default_timeout=60).run()
    assert not at.exception
    assert at.session_state["asked"] == asked
    assert [one.value for one in at.info] == [say("lost.body", language) for _ in asked]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_says_what_to_do(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the details are for the log")

    monkeypatch.setattr("lib.views.overview.load.five_figures", broken)
    at = opened(lang=language)
    assert len(at.error) == 1
    assert "the details" not in at.error[0].value
    beginning = say("error.body", language, reference="#").split("#", maxsplit=1)[0]
    assert at.error[0].value.startswith(beginning)


def test_a_folder_that_is_refused_shows_its_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "activity.csv").write_text("activity_id,date\nA1,31/31/2569\n", encoding="utf-8")
    monkeypatch.setenv("DATA", str(tmp_path))
    data.store.clear()
    try:
        at = opened()
        assert at.error[0].value == say("refused.body", "th")
        table = at.table[0].value
        assert set(table[say("refused.file", "th")]) == {"activity.csv"}
        assert not table.isin(["None", "nan"]).any().any()
    finally:
        data.store.clear()


def test_of_many_findings_some_are_shown_and_all_can_be_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"A{number},yesterday\n" for number in range(700))
    (tmp_path / "activity.csv").write_text(f"activity_id,date\n{rows}", encoding="utf-8")
    monkeypatch.setenv("DATA", str(tmp_path))
    data.store.clear()
    try:
        at = opened()
        shown = len(at.table[0].value)
        assert 0 < shown <= FINDINGS_SHOWN
        assert at.caption[0].value.startswith(f"แสดง {shown} จาก 7")
        assert at.get("download_button")
    finally:
        data.store.clear()


def test_every_file_of_pages_is_a_screen_of_the_house() -> None:
    """Streamlit can start a fresh server with any file of pages/: none may stand outside."""
    app = (ROOT / "app.py").read_text(encoding="utf-8")
    for room in ROOMS:
        tree = ast.parse((ROOT / "pages" / f"{room}.py").read_text(encoding="utf-8"))
        assert f'"{room}": {room}.show' in app
        kinds = (ast.Expr, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.Assign, ast.If)
        assert all(isinstance(node, kinds) for node in tree.body)
        assert ast.unparse(tree.body[-1]).endswith("dashboard()")


def test_a_run_that_still_carries_the_old_address_does_not_undo_a_choice() -> None:
    at = opened(area="95")
    at.button_group(key="language_switch").set_value("en").run()
    assert address_of(at) == {"area": "95", "lang": "en"}
    del at.query_params["lang"]
    assert address_of(at.run()) == {"area": "95", "lang": "en"}


def test_a_label_that_is_no_option_any_more_changes_nothing() -> None:
    """What a browser sends that is a step behind, while the language changes."""
    at = opened(lang="en")
    stale = at.selectbox(key="period_kind").options[1]
    at.query_params["lang"] = "th"
    at.run()
    box = at.selectbox(key="period_kind")
    assert stale not in box.options
    state = at._tree.get_widget_states()
    for one in state.widgets:
        if one.id == box.proto.id:
            one.string_value = stale
    at._tree.get_widget_states = lambda: state  # type: ignore[method-assign]
    at.run()
    assert not at.exception
    assert address_of(at) == {}
