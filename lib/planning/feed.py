"""Alerts as files that other programs poll: CSV and Atom (RFC 4287), in either language."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import floor, isfinite
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from geo.areas import AreaRegistry, load_registry
from geo.codes import Level, level_of
from lib.periods import add_months
from lib.planning.alerts import Alert
from lib.planning.wording import Language, counted, day_words, joined, month_words, number, said

ATOM = "http://www.w3.org/2005/Atom"
OWN = UUID("7c1c9a52-6d0e-4f0b-9a39-2f7d3f1f8e21")  # the ids of this program's feeds start here
MIDNIGHT = "T00:00:00+07:00"  # the data know days, and these begin in Bangkok
COLUMNS = (
    "id", "severity", "kind", "area_code", "area", "title", "since", "figure", "clears", "for",
    "data_date", "simulated",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """What a feed is of: areas, the day up to which the data tell, and whether they are real.

    ``address`` is where the feed itself is polled, and is left out where that is not known.
    """

    areas: tuple[str, ...]
    data_date: date
    simulated: bool
    address: str = ""


def csv_feed(found: Sequence[Alert], source: Source, language: Language) -> bytes:
    """One row an alert with the columns ``COLUMNS``; UTF-8 with a mark, lines end as RFC 4180 says.

    ``since`` and ``data_date`` are ISO days, ``figure`` is a number (empty for never), and
    ``simulated`` is true or false.
    """
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for one in found:
        rows.writerow(
            [
                one.id, one.severity, one.kind, one.area, area_words(one.area, language),
                _marked(alert_title(one, language), source, language), one.since.isoformat(),
                f"{one.figure:g}" if isfinite(one.figure) else "", alert_clears(one, language),
                said(f"alert.for_{one.meant}", language), source.data_date.isoformat(),
                str(source.simulated).lower(),
            ]
        )  # fmt: skip
    return text.getvalue().encode("utf-8-sig")


def atom_feed(found: Sequence[Alert], source: Source, language: Language) -> bytes:
    """An Atom feed with one entry an alert; UTF-8.

    Ids stay the same for as long as an alert stands. ``updated`` is the data date, ``published``
    the day since when the alert has stood.
    """
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"xml:lang": language})
    simulated = "simulated" if source.simulated else "real"
    names = [area_words(code, language) for code in source.areas]
    title = said("alert.feed", language, area=joined(names, language))
    _add(feed, "id", _urn(f"{simulated} {' '.join(source.areas)} {language}"))
    _add(feed, "title", _marked(title, source, language))
    told = said("alert.feed_until", language, day=day_words(source.data_date, language))
    _add(feed, "subtitle", _marked(told, source, language))
    _add(feed, "updated", f"{source.data_date.isoformat()}{MIDNIGHT}")
    _add(ET.SubElement(feed, f"{{{ATOM}}}author"), "name", said("house.title", language))
    if source.address:
        ET.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": source.address})
    for one in found:
        _entry(feed, one, source, language)
    text: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return text


def alert_title(one: Alert, language: Language) -> str:
    """What an alert says, and since when, as one sentence that names its area."""
    known = isfinite(one.figure)
    return counted(
        f"alert.{one.kind}" if known else f"alert.{one.kind}_never",
        language,
        floor(one.figure) if known else 0,  # 49.9 per cent is not 50
        area=area_words(one.area, language),
        since=day_words(one.since, language),
        month=month_words(add_months(one.since, -1), language),
        limit=number(one.limit),
    )


def alert_clears(one: Alert, language: Language) -> str:
    """What would clear an alert."""
    return counted(
        f"alert.{one.kind}_clears",
        language,
        one.needed,
        limit=number(one.limit),
        month=month_words(add_months(one.since, -1), language),
    )


def area_words(code: str, language: Language) -> str:
    """The name of an area with the amphoe that a tambon lies in: ต.ยะรัง อ.ยะรัง."""
    own = _areas().get(code)
    if level_of(code) is not Level.TAMBON:
        return own.display_name(language)
    above = _areas().get(code[:4]).display_name(language)
    return said("area.within", language, area=own.display_name(language), parent=above)


def _entry(feed: ET.Element, one: Alert, source: Source, language: Language) -> None:
    entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
    simulated = "simulated" if source.simulated else "real"
    clears = said(
        "alert.entry",
        language,
        clears=alert_clears(one, language),
        who=said(f"alert.for_{one.meant}", language),
    )
    _add(entry, "id", _urn(f"{simulated} {one.id} {language}"))
    _add(entry, "title", _marked(alert_title(one, language), source, language))
    _add(entry, "updated", f"{source.data_date.isoformat()}{MIDNIGHT}")
    _add(entry, "published", f"{one.since.isoformat()}{MIDNIGHT}")
    for term in (one.kind, f"severity-{one.severity}"):
        ET.SubElement(entry, f"{{{ATOM}}}category", {"term": term})
    _add(entry, "content", clears).set("type", "text")


def _marked(text: str, source: Source, language: Language) -> str:
    """The text, which says so itself where the data are simulated."""
    return said("alert.simulated", language, text=text) if source.simulated else text


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = text
    return child


def _urn(name: str) -> str:
    return uuid5(OWN, name).urn


@cache
def _areas() -> AreaRegistry:
    return load_registry()
