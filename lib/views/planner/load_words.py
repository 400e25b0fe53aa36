"""What the part of workload says: headline, notes, tables, suggested moves."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from geo.codes import Level
from lib.planning.rules import LOADS as WEIGHED
from lib.planning.rules import load_rules
from lib.planning.workload import SHOWN, Move, Still, Workload, by_officer, why_still
from lib.views import asking, data
from lib.views.formats import number, thai_date
from lib.views.mapped.names import area_name
from lib.views.selection import Selection, shown_within
from lib.views.words import Language, listed, say

LOADS = 2  # decimals of a load


@dataclass(frozen=True, eq=False)
class Words:
    """The work of an area in words; of an amphoe that of its officers, else of its centres."""

    selection: Selection
    work: Workload
    centres: pd.DataFrame
    moves: list[Move]

    @property
    def language(self) -> Language:
        """The language of the screen."""
        return self.selection.language

    @property
    def of_officers(self) -> bool:
        """Whether the officers of one amphoe are shown, and not centres."""
        return self.selection.level is Level.TAMBON

    @cached_property
    def officers(self) -> pd.DataFrame:
        """The work of each officer, the largest load first: as ``by_officer`` of one amphoe."""
        found = by_officer(self.work)
        return found.sort_values("load", ascending=False, kind="stable")

    @cached_property
    def by_fair(self) -> pd.DataFrame:
        """The centres, the largest load for each officer first."""
        return self.centres.sort_values("fair", ascending=False, kind="stable")

    def name(self, code: str) -> str:
        """The name of an area."""
        return area_name(self.selection, code)

    @property
    def shared(self) -> bool:
        """Whether anybody that the scope covers is an officer: else loads are of a mean tambon."""
        return not self.work.holders.empty

    @property
    def nobody(self) -> bool:
        """Whether nobody holds a tambon of the area."""
        return not int(self.centres["officers"].sum())

    @property
    def mean(self) -> float:
        """The load of a full-time officer of the centres, as if they shared all their tambon."""
        known = self.centres[self.centres["fair"].notna()]
        return float(known["load"].sum() / known["full_time"].sum())

    def headline(self) -> str:
        """Who carries most, against the fair share."""
        return self._headline_officers() if self.of_officers else self._headline_centres()

    def _headline_officers(self) -> str:
        area = self.name(shown_within(self.selection.area))
        known = self.officers[self.officers[["load", "fair"]].notna().all(axis=1)]
        if known.empty:
            return self.nothing()
        first, fair = known.iloc[0], float(known["fair"].iloc[0])
        officer = self.names_of(known)[0]
        return say(
            "planner_load.headline", self.language, area=area, officer=officer,
            load=number(float(first["load"]), LOADS), fair=number(fair, LOADS),
            times=number(float(first["load"]) / fair, 1),
        )  # fmt: skip

    def _headline_centres(self) -> str:
        known = self.by_fair[self.by_fair["fair"].notna()]
        if known.empty:
            return self.nothing()
        least, most = known.iloc[-1], known.iloc[0]
        without = int(self.centres["without_officer"].sum())
        said = say(
            "planner_load.headline_centres", self.language, most=self.name(str(known.index[0])),
            load=number(float(most["fair"]), LOADS), least=self.name(str(known.index[-1])),
            low=number(float(least["fair"]), LOADS),
        )  # fmt: skip
        if not without:
            return said
        one = "_one" if without == 1 else ""
        empty = say(f"planner_load.headline_without{one}", self.language, count=number(without))
        return say("planner_load.headline_and", self.language, first=said, second=empty)

    def nothing(self) -> str:
        """Why there is no load of an officer to be told."""
        area = self.name(shown_within(self.selection.area))
        key = "no_officers" if self.nobody else "no_load"
        return say(f"planner_load.{key}", self.language, area=area)

    def what_to_do(self) -> str:
        """What makes a chart, where there is nothing to draw."""
        return self._say("fill_officers" if self.nobody else "fill_load")

    def unit(self) -> str:
        """What a load is; empty where no load is shown."""
        if self.shared:
            return self._say("unit")
        return self._say("unit_tambon") if self.of_officers else ""

    def on_map(self) -> "pd.Series[float]":
        """What the map shows: the load of each tambon, or that of an officer of each amphoe."""
        if not self.of_officers:
            return self.centres["fair"].astype(float)
        amphoe = shown_within(self.selection.area)
        return self.work.tambon["load"][self.work.tambon.index.str.startswith(amphoe)]

    def map_notes(self) -> Mapping[str, str]:
        """The second line of each area's card: who holds it, or how many officers there are."""
        if not self.of_officers:
            return {
                str(code): say("planner_load.note_centre", self.language,
                               officers=number(int(row["officers"])),
                               without=number(int(row["without_officer"])))
                for code, row in self.centres.iterrows()
            }  # fmt: skip
        holders = self.work.holders.groupby("tambon_code")["officer_id"]
        named = {str(code): ", ".join(sorted(ids)) for code, ids in holders}
        nobody = say("planner_load.nobody", self.language)
        return {
            str(code): say("planner_load.note_tambon", self.language, who=named.get(code, nobody))
            for code in self.on_map().index
        }

    def table_title(self) -> str:
        """What the table lists."""
        key = "officers_title" if self.of_officers else "centres_title"
        rows = self.officers if self.of_officers else self.centres
        area = self.name(shown_within(self.selection.area))
        return say(f"planner_load.{key}", self.language, area=area, count=number(len(rows)))

    def rows(self) -> pd.DataFrame:
        """The work of each officer or centre, the largest load first."""
        return self._officer_rows() if self.of_officers else self._centre_rows()

    def row_codes(self) -> list[str]:
        """The code of each row: the amphoe of a centre; officers stand for no area."""
        if self.of_officers:
            return [""] * len(self.officers)
        return [str(code) for code in self.by_fair.index]

    def _officer_rows(self) -> pd.DataFrame:
        found, say_ = self.officers, self._say
        columns: dict[str, object] = {
            say_("head_officer"): self.names_of(found),
            say_("head_held"): [self._held(officer) for officer in self.names_of(found)],
            say_("head_load"): found["load"].round(LOADS).to_numpy(),
            say_("head_over"): (found["load"] - found["fair"]).round(LOADS).to_numpy(),
            **self._figures(found, WEIGHED),
        }
        if found["elsewhere"].any():
            columns[say_("head_elsewhere")] = found["elsewhere"].to_numpy()
            columns[say_("head_part")] = (100 * found["part"]).round().to_numpy()
        return pd.DataFrame(columns)

    @staticmethod
    def names_of(found: pd.DataFrame) -> list[str]:
        """The pseudonyms of rows of ``officers``."""
        return [str(one) for one in found.index.get_level_values("officer_id")]

    def _held(self, officer: str) -> str:
        """The tambon of an officer, in the amphoe that is shown."""
        amphoe = shown_within(self.selection.area)
        rows = self.work.holders[self.work.holders["officer_id"] == officer]
        codes = sorted(code for code in rows["tambon_code"] if code.startswith(amphoe))
        return ", ".join(data.areas().get(code).display_name(self.language) for code in codes)

    def _centre_rows(self) -> pd.DataFrame:
        found, say_ = self.by_fair, self._say
        columns: dict[str, object] = {
            say_("head_centre"): [self.name(str(code)) for code in found.index],
            say_("head_officers"): found["officers"].to_numpy(),
        }
        if (found["full_time"].round(LOADS) != found["officers"]).any():
            columns[say_("head_full_time")] = found["full_time"].round(LOADS).to_numpy()
        return pd.DataFrame(
            columns
            | {
                say_("head_without"): found["without_officer"].to_numpy(),
                say_("head_fair"): found["fair"].round(LOADS).to_numpy(),
                say_("head_largest"): found["largest"].round(LOADS).to_numpy(),
                say_("head_spread"): found["spread"].round(LOADS).to_numpy(),
                **self._figures(found, SHOWN),
            }
        )

    def _figures(self, found: pd.DataFrame, shown: Iterable[str]) -> dict[str, object]:
        names = {name: self._say(f"head_{name}") for name in shown}
        return {head: found[name].round(1).to_numpy() for name, head in names.items()}

    def decimals(self, rows: pd.DataFrame) -> dict[str, int]:
        """The decimals of the columns of ``rows`` and ``move_rows``."""
        loads = ("head_load", "head_over", "head_fair", "head_largest", "head_spread",
                 "head_before", "head_after", "head_full_time")  # fmt: skip
        found = {self._say(head): LOADS for head in loads}
        # Of a shared tambon each has a part: a decimal tells something of few needs, not of people.
        needs = self._say("head_needs")
        known = {needs: 1} if needs in rows and (rows[needs].dropna() % 1 != 0).any() else {}
        return {head: places for head, places in (found | known).items() if head in rows}

    def moves_title(self) -> str:
        """How many moves are suggested; of none why."""
        if not self.moves:
            return say("planner_load.moves_none", self.language, why=self._why_still())
        key = "moves_one" if len(self.moves) == 1 else "moves_title"
        return say(f"planner_load.{key}", self.language, count=number(len(self.moves)))

    def _why_still(self) -> str:
        """Why no move is suggested: one cause, or each with its amphoe counted."""
        counts = Counter(why_still(self.work).values())
        causes = [(self._say(f"still_{one}"), counts[one]) for one in Still if counts[one]]
        if len(causes) == 1:
            return causes[0][0]
        return listed(
            [say("planner_load.still_in", self.language, why=why, count=number(count))
             for why, count in causes],
            self.language,
        )  # fmt: skip

    def move_rows(self) -> pd.DataFrame:
        """The moves: which tambon, from whom to whom, and what that changes."""
        say_ = self._say
        return pd.DataFrame(
            {
                say_("head_tambon"): [self._moved(one) for one in self.moves],
                say_("head_giver"): [one.giver for one in self.moves],
                say_("head_taker"): [one.taker for one in self.moves],
                say_("head_how"): [say_(f"move_{one.change.name.lower()}") for one in self.moves],
                say_("head_before"): [round(one.largest_before, LOADS) for one in self.moves],
                say_("head_after"): [round(one.largest_after, LOADS) for one in self.moves],
            }
        )

    def _moved(self, one: Move) -> str:
        name = data.areas().get(one.tambon).display_name(self.language)
        if self.of_officers:
            return name
        above = data.areas().get(one.amphoe).display_name(self.language)
        return say("area.within", self.language, area=name, parent=above)

    def method(self) -> str:
        """What a load is made of."""
        rules = load_rules()
        total = sum(rules.weights.values())
        parts = " · ".join(
            say("planner_load.weight", self.language, part=self._say(f"head_{name}"),
                share=number(100 * weight / total))
            for name, weight in rules.weights.items()
        )  # fmt: skip
        day = thai_date(asking.as_of(self.selection), self.language)
        said = say(
            "planner_load.method", self.language, parts=parts, days=number(rules.days), date=day,
            mean=self._say("mean_officer" if self.shared else "mean_tambon"),
        )  # fmt: skip
        elsewhere = (self.centres["full_time"].round(LOADS) != self.centres["officers"]).any()
        notes = [] if self.of_officers else [self._say("method_served")]
        notes += [self._say("method_part")] if elsewhere else []
        return " ".join([said, *notes])

    def _say(self, key: str) -> str:
        return say(f"planner_load.{key}", self.language)
