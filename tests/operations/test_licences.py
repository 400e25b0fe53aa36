"""Every requirement that the program runs with is under a licence that lets an office use it."""

import re
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata

import pytest
from audit import read_lock
from operated import ROOT

# Free to use and pass on, unchanged or as part of something else (SPDX names).
PERMITTED = {
    "MIT", "MIT-0", "MIT-CMU", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0",
    "MPL-2.0", "Zlib", "CC0-1.0", "ISC",
}  # fmt: skip
CLASSIFIED = {
    "MIT License", "BSD License", "Apache Software License", "Python Software Foundation License",
    "Mozilla Public License 2.0 (MPL 2.0)", "ISC License (ISCL)",
}  # fmt: skip
# As written in the older field, free text: how it begins.
WRITTEN = re.compile(
    r"(MIT|BSD|[23]-clause BSD|Apache|MPL-2\.0( AND MIT)?$|PSF|ISC)", re.IGNORECASE
)
# What metadata do not say, or say in another way: what it is, and where that is written.
KNOWN = {
    "fontpkg-sarabun": "OFL-1.1: a font, which may be passed on with a program",
    "streamlit-folium": "MIT: the licence file of its repository; the distribution has none",
    "xstatic-leaflet": "BSD-2-Clause: 'same as Leaflet', whose licence that is",
}
RUNTIME = sorted({name for name, _ in read_lock(ROOT / "requirements.txt")[0]})


def licence_of(said: Message) -> str:
    """The licence by the metadata, "" when they do not say one that is permitted."""
    expression = said.get("License-Expression")
    if expression:
        parts = re.split(r"\s+(?:AND|OR|WITH)\s+|[()]", expression)
        return expression if {one for one in parts if one} <= PERMITTED else ""
    classifiers = [one for one in said.get_all("Classifier", []) if one.startswith("License")]
    named = {one.rpartition(" :: ")[2] for one in classifiers}
    if named and named <= CLASSIFIED:
        return ", ".join(named)
    text = (said.get("License") or "").strip()
    return text[:40] if WRITTEN.match(text) and not named else ""


@pytest.mark.parametrize("name", RUNTIME)
def test_licence(name: str) -> None:
    try:
        said = metadata(name)
    except PackageNotFoundError:
        pytest.skip("not for this system")
    assert (licence_of(said) != "") != (name in KNOWN), name


def test_exceptions_are_in_use_and_say_why() -> None:
    assert set(KNOWN) <= set(RUNTIME)
    assert all(len(why) > 10 for why in KNOWN.values())


@pytest.mark.parametrize(
    ("fields", "permitted"),
    [
        ({"License-Expression": "MIT"}, True),
        ({"License-Expression": "Apache-2.0 OR BSD-2-Clause"}, True),
        ({"License-Expression": "AGPL-3.0-only"}, False),
        ({"License-Expression": "MIT AND GPL-3.0-or-later"}, False),
        ({"Classifier": "License :: OSI Approved :: GNU General Public License (GPL)"}, False),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, True),
        ({"License": "Proprietary"}, False),
        ({"License": "GPLv3"}, False),
        ({}, False),
    ],
)
def test_what_is_permitted(fields: dict[str, str], permitted: bool) -> None:
    said = Message()
    for name, value in fields.items():
        said[name] = value
    assert bool(licence_of(said)) == permitted
