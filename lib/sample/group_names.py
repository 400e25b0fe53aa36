"""Trades of occupational groups and the names that groups give themselves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl
from numpy.random import Generator

from lib.sample.draw import Ints

Setting = Literal["", "coast", "inland", "town"]


@dataclass(frozen=True)
class Trade:
    """What a group does. `women`: share of members; `income`: baht a month for a member."""

    occupation: str
    activity: str  # as it stands in a name, after "กลุ่ม"
    product: str
    weight: float
    women: float
    income: float
    setting: Setting = ""


TRADES = (
    Trade("61", "ชาวสวนยาง", "ยางก้อนถ้วยและน้ำยางสด", 8, 0.38, 4_600, "inland"),
    Trade("61", "ผู้ปลูกผักปลอดสารพิษ", "ผักปลอดสารพิษ", 7, 0.66, 2_900),
    Trade("61", "ผู้ปลูกลองกอง", "ลองกองและไม้ผล", 4, 0.45, 3_400, "inland"),
    Trade("61", "ผู้ปลูกทุเรียน", "ทุเรียนพื้นบ้านและหมอนทอง", 3, 0.36, 5_600, "inland"),
    Trade("61", "เลี้ยงแพะ", "แพะเนื้อและแพะนม", 6, 0.30, 3_300),
    Trade("61", "เลี้ยงโคเนื้อ", "โคเนื้อพื้นเมือง", 4, 0.22, 3_600, "inland"),
    Trade("61", "เลี้ยงไก่พื้นเมือง", "ไก่พื้นเมือง", 4, 0.52, 2_400),
    Trade("61", "เลี้ยงผึ้งชันโรง", "น้ำผึ้งชันโรง", 2.5, 0.42, 3_100, "inland"),
    Trade("61", "เพาะเห็ด", "เห็ดนางฟ้าและก้อนเชื้อเห็ด", 3, 0.70, 2_600),
    Trade("62", "ประมงพื้นบ้าน", "ปลาและสัตว์น้ำสด", 3, 0.20, 4_700, "coast"),
    Trade("62", "เลี้ยงปลากะพงในกระชัง", "ปลากะพงขาว", 2, 0.28, 5_200, "coast"),
    Trade("62", "เลี้ยงปูดำ", "ปูดำและหอยแครง", 1, 0.34, 4_200, "coast"),
    Trade("62", "เลี้ยงปลาน้ำจืด", "ปลานิลและปลาดุก", 3, 0.33, 3_000, "inland"),
    Trade("73", "ผ้าบาติก", "ผ้าบาติกเขียนมือ", 6, 0.86, 3_200),
    Trade("73", "จักสานกระจูด", "เสื่อและกระเป๋ากระจูด", 3, 0.90, 2_300),
    Trade("73", "จักสานไม้ไผ่", "เครื่องใช้จักสานไม้ไผ่", 3, 0.58, 2_100, "inland"),
    Trade("73", "ทำกรงนก", "กรงนกเขาชวา", 2.5, 0.14, 4_300),
    Trade("73", "ทำว่าวเบอร์อามัส", "ว่าวเบอร์อามัสและของที่ระลึก", 1, 0.30, 2_500),
    Trade("75", "แปรรูปปลา", "ปลาแห้งและปลาส้ม", 2.5, 0.88, 3_500, "coast"),
    Trade("75", "ข้าวเกรียบปลา", "ข้าวเกรียบปลา (กรือโป๊ะ)", 2, 0.92, 3_300, "coast"),
    Trade("75", "น้ำบูดู", "น้ำบูดูและบูดูผง", 1, 0.85, 3_600, "coast"),
    Trade("75", "ทำขนมพื้นเมือง", "ขนมพื้นเมือง", 9, 0.95, 2_700),
    Trade("75", "เครื่องแกง", "เครื่องแกงสำเร็จรูป", 5, 0.93, 2_900),
    Trade("75", "กล้วยฉาบ", "กล้วยฉาบและผลไม้แปรรูป", 4, 0.92, 2_500),
    Trade("75", "ทุเรียนกวน", "ทุเรียนกวน", 2, 0.88, 3_400, "inland"),
    Trade("75", "ตัดเย็บเสื้อผ้ามุสลิม", "เสื้อผ้ามุสลิมและผ้าละหมาด", 7, 0.93, 3_700),
    Trade("75", "ปักจักรผ้าคลุมผม", "ผ้าคลุมผมปักจักร", 6, 0.97, 3_300),
    Trade("52", "ร้านค้าชุมชน", "สินค้าอุปโภคบริโภค", 4, 0.68, 2_400),
    Trade("52", "จำหน่ายสินค้าออนไลน์", "สินค้าชุมชนทางออนไลน์", 2.5, 0.74, 3_000, "town"),
    Trade("51", "นวดแผนไทย", "บริการนวดแผนไทยและสมุนไพร", 2, 0.85, 3_900, "town"),
    Trade("51", "เสริมสวย", "บริการเสริมสวยและตัดผม", 1.5, 0.70, 4_100, "town"),
    Trade("94", "ทำโรตีและอาหารจานด่วน", "โรตีและอาหารปรุงสำเร็จ", 3, 0.80, 3_800, "town"),
    Trade("95", "ค้าขายตลาดนัด", "อาหารและสินค้าตลาดนัด", 3, 0.75, 3_200, "town"),
    Trade("71", "ช่างก่อสร้าง", "งานก่ออิฐ ฉาบปูน และกระเบื้อง", 3, 0.06, 6_400),
    Trade("72", "ช่างซ่อมรถจักรยานยนต์", "บริการซ่อมรถจักรยานยนต์", 2, 0.04, 5_300),
    Trade("74", "ช่างไฟฟ้าและเครื่องปรับอากาศ", "งานไฟฟ้าและล้างเครื่องปรับอากาศ", 1.2, 0.05, 6_000, "town"),
    Trade("83", "รถรับจ้าง", "บริการรถรับจ้างและรถพ่วงข้าง", 1, 0.05, 4_900, "town"),
    Trade("91", "แม่บ้านทำความสะอาด", "บริการทำความสะอาด", 1, 0.96, 3_600, "town"),
)

_MOSTLY_WOMEN = 0.8
_PREFIX = {1: "วิสาหกิจชุมชน", 2: "สหกรณ์", 3: "ห้างหุ้นส่วนจำกัด "}


def group_names(
    rng: Generator,
    tambon_names: Sequence[str],
    tambon: Ints,
    trade: Ints,
    form: Ints,
    village: Ints,
) -> pl.Series:
    """A name for each group; no two groups of the sample have the same one.

    `village` is 0 where the group is known only by its tambon.
    """
    style = rng.random(len(tambon))
    taken: Counter[str] = Counter()
    names = []
    rows = zip(
        tambon.tolist(),
        trade.tolist(),
        form.tolist(),
        village.tolist(),
        style.tolist(),
        strict=True,
    )
    for area, kind, legal, moo, draw in rows:
        name = _name(tambon_names[area], TRADES[kind], legal, moo, draw)
        taken[name] += 1
        names.append(name if taken[name] == 1 else f"{name} {taken[name]}")
    return pl.Series(names, dtype=pl.String)


def _name(tambon: str, trade: Trade, legal: int, village: int, draw: float) -> str:
    if legal:
        return f"{_PREFIX[legal]}{trade.activity}{'ตำบล' if draw < 0.5 else ''}{tambon}"
    who = "กลุ่มสตรี" if trade.women > _MOSTLY_WOMEN and draw < 0.45 else "กลุ่ม"
    if draw > 0.90:
        return f"กลุ่มเยาวชน{trade.activity}{tambon}"
    if village and draw < 0.30:
        return f"{who}{trade.activity}หมู่ที่ {village} ตำบล{tambon}"
    village_like = draw < 0.65 and not tambon.startswith("บ้าน")
    return f"{who}{trade.activity}{'บ้าน' if village_like else 'ตำบล'}{tambon}"
