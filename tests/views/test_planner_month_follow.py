"""The follow-ups on the way of a month's plan: their links, their sheet, their paper."""

from dataclasses import replace
from datetime import date
from html import unescape
from urllib.parse import parse_qsl, unquote, urlsplit

import pandas as pd
import pytest

from lib.indicators.work_list import Part, work_list
from lib.planning.drafts import Draft
from lib.planning.month import Visit
from lib.planning.on_the_way import on_the_way
from lib.views import data
from lib.views.follow_up.load import list_area, list_filters
from lib.views.follow_up.rows import headers
from lib.views.planner import month_asked, month_export, month_follow
from lib.views.reading import from_query
from lib.views.selection import Selection
from lib.views.words import LANGUAGES, Language, say

pytestmark = pytest.mark.xdist_group("planner")
JULY = date(2026, 7, 1)
HERE, THERE = "940101", "940102"
FEW = (Visit(HERE, "job_matching", 2, follow_ups=3), Visit(THERE, "group_support", 1, follow_ups=2))


def selection(**query: str) -> Selection:
    found, problems = from_query(
        {"planner": "month", "area": "9401", **query}, data.choices("planner")
    )
    assert problems == ()
    return found


def waiting() -> pd.DataFrame:
    return month_asked.waiting(selection(), "9401")


def there(address: str) -> Selection:
    """What the screen shows that a link leads to."""
    url = urlsplit(address)
    assert url.path == "follow_up"
    found, problems = from_query(dict(parse_qsl(url.query)), data.choices("follow_up"))
    assert problems == ()
    return found


class TestLinks:
    @pytest.mark.parametrize("query", [
        {}, {"period": "fy2568"}, {"asof": "2025-11-15"}, {"lang": "en", "mission": "labour"},
        {"subject": "group", "round": "3"}, {"list": "coming", "sheet": "print"},
    ])  # fmt: skip
    def test_a_link_opens_all_that_waits_in_the_tambon(self, query: dict[str, str]) -> None:
        now = selection(**query)
        found = there(month_follow.address_of(now, HERE, waiting()))
        assert (list_area(found), found.language) == (HERE, now.language)
        assert (found.period, found.as_of) == (data.choices().start().period, None)
        assert list_filters(found) == ()
        assert found.chosen("mission") == now.chosen("mission")
        assert found.switches == ()

    def test_it_opens_on_a_part_that_has_any(self) -> None:
        some = waiting().assign(days_late=-3)
        found = there(month_follow.address_of(selection(), HERE, some))
        assert found.switch("list") == str(Part.WEEK)

    def test_what_the_planner_has_set_stays(self) -> None:
        found = there(month_follow.address_of(selection(plan="d.7"), HERE, waiting()))
        assert found.plan == "d.7"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_row_names_the_tambon_that_its_link_leads_to(self, language: Language) -> None:
        way = month_follow.link_of(selection(lang=language), waiting())
        address, _, name = way(FEW[0]).partition("#")
        assert there(address).area == HERE
        assert unquote(name) == data.areas().get(HERE).name(language)
        assert way(replace(FEW[0], follow_ups=0)) == ""

    def test_by_tambon_with_how_many_of_how_many(self) -> None:
        due = waiting()["tambon_code"].value_counts()
        told = month_follow.ways(FEW, waiting(), selection(lang="en"))
        plain = unescape(told).replace("\u00a0", " ")
        assert told.count('target="_blank"') == 2
        assert f"3 of {due[HERE]}" in plain
        assert f"2 of {due[THERE]}" in plain
        many = replace(FEW[0], follow_ups=9_000)
        short = unescape(month_follow.ways([many], waiting(), selection(lang="en")))
        assert f"9,000 set, but there are only {due[HERE]}" in short.replace("\u00a0", " ")
        assert month_follow.ways([replace(many, follow_ups=0)], waiting(), selection()) == ""

    def test_what_the_work_list_does_not_show_yet_is_said(self) -> None:
        late = waiting().assign(days_late=-30)
        few = late.assign(days_late=[-31, *late["days_late"][1:]])
        words = say("planner_month.ways_beyond", "en", count="1", days="30")
        assert words in unescape(month_follow.ways(FEW, few, selection(lang="en")))
        assert words[2:] not in unescape(month_follow.ways(FEW, late, selection(lang="en")))


class TestFiles:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_sheet_has_the_first_of_the_work_list(self, language: Language) -> None:
        draft = Draft("9401", JULY, FEW)
        table = month_follow.table(draft, selection(lang=language))
        assert table is not None
        heads = dict(zip(("due", "days", "round", "service", "tambon", "id", "subject_id"),
                         headers(Part.LATE, language), strict=True))  # fmt: skip
        assert set(heads.values()) <= set(table.frame.columns)
        late = {
            code: work_list(data.store(), data.scope(), code, date(2026, 6, 30), Part.LATE).head(
                count
            )
            for code, count in ((HERE, 3), (THERE, 2))
        }
        every = pd.concat(late.values())
        assert table.frame[heads["id"]].tolist() == every["follow_up_id"].tolist()
        assert table.frame[heads["subject_id"]].tolist() == every["subject_id"].tolist()
        assert table.frame[heads["days"]].tolist() == every["days_late"].tolist()
        assert "person" not in " ".join(map(str, table.frame.columns)).lower()

    def test_a_draft_without_any_has_no_sheet(self) -> None:
        none = Draft("9401", JULY, (Visit(HERE, "job_matching", 1),))
        assert month_follow.table(none, selection()) is None
        assert month_follow.section(none, selection()) is None
        titles = [one.title for one in month_export.tables(selection(), none)]
        assert say("planner_month.paper_ways", "th") not in titles

    def test_a_paper_lists_few_and_names_the_sheet_of_many(self) -> None:
        title = say("planner_month.paper_ways", "en")
        few = month_follow.section(Draft("9401", JULY, FEW), selection(lang="en"))
        assert few is not None
        summed, each = few.parts
        assert (len(summed.frame), len(each.frame)) == (2, 5)  # type: ignore[union-attr]
        visits = tuple(replace(one, follow_ups=100) for one in FEW)
        many = month_follow.section(Draft("9401", JULY, visits), selection(lang="en"))
        assert many is not None
        words, only = many.parts
        count = len(on_the_way(visits, waiting()))
        assert count > month_follow.MOST_ON_PAPER
        assert words == say("planner_month.ways_book", "en", count=str(count), sheet=title)
        assert only.frame.iloc[:, 2].sum() == count  # type: ignore[union-attr]
