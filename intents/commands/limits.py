"""How much a household may buy, as staff set it: 鸡蛋每家最多买3盒, 草莓团每户限2盒, 取消限购."""

from __future__ import annotations

import re
from typing import Any

from intents.commands.goods import UNITS, plain_number
from intents.commands.numerals import DIGITS
from intents.commands.said import Said
from intents.numbers import read_number
from intents.patterns import quick
from intents.units import plain_unit

_MOST = (
    r"(?:最多(?:可以|只?能)?|只能|只许|只准|只可以|至多|顶多|限(?:购|量|定|制)?|不(?:能|得|许|准|要)?超过|别超过|不要超过|上限)"
    r"(?:[买订要拿下]|购买)?"
)
_SET = r"(?:是|为|到|在|成|改成|改为|改到|调到|调成|放宽到|设为|定为|:|：)*"
_LIMIT = quick(
    rf"(?:限购|(?:每|一|1)个?(?:户|人|家|位|单){_MOST}){_SET}(?:[每一][户人家])?\s?(?P<limit>{DIGITS})\s?(?P<unit>{UNITS})?"
    rf"|[每一](?:户|人|家){_SET}(?P<most>{DIGITS})\s?(?P<of>{UNITS})?(?:封顶|为限|以内|打住)"
    rf"|(?<![无不上年期])限\s?(?P<bare>{DIGITS})\s?(?P<bare_of>{UNITS})"
)
_NONE = re.compile(
    r"(?:取消|放开|解除|去掉|撤掉|拿掉|撤销|取掉|不[用再要]|别|不)(?:了|掉|一下)?[^\s,，。]{0,8}?(?:每[户家人])?限(?:购|量)"
    r"|限购(?:数量|要求)?(?:取消|放开|解除|去掉|不要|撤掉)|不限(?:购|量|数量|制数量)|(?:随便|敞开|放开)[买订]"
)
_ALL = re.compile("每样|样样|全部|所有|每种|都|各")


def limit_said(text: str) -> tuple[float, str, tuple[int, int]] | None:
    """The limit, its unit ("" where none is said) and where it stands; 0 where there is to be none. None: of no limit."""
    if none := _NONE.search(text):
        return 0, "", none.span()
    found = _LIMIT.search(text)
    value = read_number(found["limit"] or found["most"] or found["bare"]) if found else None
    if found is None or value is None:
        return None
    unit = found["unit"] or found["of"] or found["bare_of"] or ""
    return plain_number(value), plain_unit(unit) if unit else "", found.span()


def limited(said: Said, group_buy: str | None) -> dict[str, Any]:
    """What a limit that names no product is of: the items, all where it is taken away or set for all.

    {} where none is said; where it must be asked of which, `limit` and `limit_unit`.
    """
    found = limit_said(said.text)
    here = [one for one in said.scene.group_buys if group_buy in (None, one.title)]
    if found is None:
        return {}
    if len(here) != 1:
        return {"limit": found[0], "limit_unit": found[1]}
    limit, unit, _ = found
    counted = [product.name for product in here[0].products if unit and product.unit == unit]
    names = counted or [product.name for product in here[0].products]
    if len(names) > 1 and limit and not _ALL.search(said.text):
        return {"limit": limit, "limit_unit": unit}
    return {"items": [{"product": name, "limit": limit} for name in names]}
