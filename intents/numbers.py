"""How many of what: the quantities in a message, leaving out telephones, rooms, times, prices, ordinals and codes.

One pattern runs over the text from left to right; what comes first takes its characters, so a price or a room is
consumed before a number in it could be taken for a quantity. A name of the catalogue may hold a number (六个核桃):
the caller drops quantities that lie inside a name that it found.

Not covered: sums in words (两份加三份), fractions but for 半 (四分之一个), numbers above 9,999 (they are codes), 担, 钱 and other
old measures, 十来斤 as ten (it is vague, as 两三斤 is).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from intents.numerals import ARABIC, CHINESE, read_number
from intents.patterns import quick
from intents.prices import PRICE
from intents.units import MISHEARD_UNIT, UNIT, plain_unit

__all__ = ["Quantity", "find_quantities", "read_number"]

DOZEN, PAIR = 12, 2


@dataclass(slots=True, unsafe_hash=True)  # frozen, it would take a microsecond longer to make
class Quantity:
    """So many of something. start, end: where it stands, with its unit.

    value: None where it is vague (两三斤, 几个, 一点). 打, 对 and 双 are already counted out: 两打 is 24 of unit 打;
    `number`
    is what was written (2), for what is sold by the 打 itself. unit: as `units.plain_unit`, empty where none was
    written.
    homophone: the unit was misheard (三分). implied: no number, but a unit after a verb (来份): 1.
    bare: a number with nothing that shows it to be a quantity; trust it only right after a product.
    each: 各两斤, of everything named before. times: written x2, *2.
    """

    start: int
    end: int
    value: float | None
    unit: str = ""
    vague: bool = False
    homophone: bool = False
    implied: bool = False
    bare: bool = False
    each: bool = False
    times: bool = False
    number: float | None = None


_UNIT = f"(?:{UNIT})"
_N = f"(?:{ARABIC}|{CHINESE})"
_ROOM = rf"[0-9]{{3,4}}(?![0-9])(?! ?{_UNIT})室?"
_NO_QUANTITY = "|".join((
    r"(?<![0-9])(?:0[0-9]{2,3}-?[0-9]{7,8}|1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|[48]00-?[0-9]{3}-?[0-9]{4}"
    rf"|[0-9]{{6,}}|[0-9]{{5}}(?! ?{_UNIT}))|[一二两三四五六七八九十百千]{{9,}}",
    rf"(?<![A-Za-z])(?![xX][0-9]{{1,3}}(?![0-9]))[A-Za-z]{{1,8}}-?[0-9]{{1,9}}(?![0-9])(?! ?{_UNIT})",
    rf"(?<![0-9])[0-9]{{1,3}}[-#](?:[0-9]{{1,3}}-)?{_ROOM}",
    rf"(?<![0-9])[0-9]{{1,3}}[-#][0-9]{{1,3}}[-#][0-9]{{1,4}}(?![0-9])|(?<![0-9])[0-9]{{1,3}}#(?:{_ROOM})?",
    rf"{_N} ?(?:号楼|号院|栋|幢|座|单元)(?:{_N}单元)?(?:{_ROOM})?|[0-9]{{3,4}}室",
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[-~至到] ?[0-9]{1,2}:[0-9]{2})?",
    rf"[0-9]{{2,4}}年(?:[0-9]{{1,2}}月)?(?:[0-9]{{1,2}}[日号])?|{_N}月(?:{_N}[日号]?)?",
    rf"(?:周|星期|礼拜|初|廿|腊月|正月|冬月|双)(?:{CHINESE}|[1-7](?![0-9]))",
    rf"(?!一点(?!钟|半|整|[0-9一二三四五])){_N} ?点(?:半|[一三]刻|{_N}分?|钟|整)?",
    rf"(?:{_N}|半) ?个?(?:多|半)? ?(?:年|月|天|周|星期|礼拜|小时|钟头|分钟|秒|岁|世纪)",
    rf"第 ?{_N}(?: ?[个条家次号名位份])?",
    r"(?m:^)\(?[0-9]{1,3}[.、)](?! ?[0-9])|(?<=[ \n])[0-9]{1,3}[.)](?! ?[0-9])|\([0-9]{1,2}\)",
    rf"{_N} ?{_UNIT}?装|{_N}分之{_N}|{_N}缺{_N}|买{_N}送{_N}",
    r"[0-9]{1,2}米[0-9]{1,2}",
    "(?<![0-9])[0-9]{3,4}(?=.?(?:阿姨|[姐叔哥嫂婶]|师傅|奶奶|爷爷|大[爷妈]|先生|女士|老师))",
    PRICE,
    rf"{_N} ?(?:号|日|折|成|星|颗星|层|楼|路|度|倍|米|厘米|公分|毫米|公里|平米?|平方|寸|英寸|瓦|码|期|届|%|‰|°|万|亿"
    rf"|cm|mm|GB?|K)(?![a-z])",
    r"[0-9]+[/:][0-9]+",
))
_VAGUE = "|".join((
    rf"(?:百儿?八十|千儿?八百|好几|几|十几|{CHINESE}十几|几十|几百|{_N}多|{_N}来|几十来|百来|若干|好多|好些|一些"
    rf"|多少)(?: ?(?P<vague_unit>{_UNIT}))",
    rf"(?<![0-9.])[0-9]{{1,3}} ?(?:-|~|到|至|、|或) ?[0-9]{{1,3}} ?(?P<range_unit>{_UNIT})",
    rf"{CHINESE}(?:到|至|、|或){CHINESE} ?(?P<spoken_unit>{_UNIT})",
    r"(?<![0-9一二两三四五六七八九十百半几])(?P<about_unit>[斤个块箱盒袋条只桶瓶份捆])把(?:[一二两](?P=about_unit))?(?=$|[\s,，。!！~吧啊呀哈嘛咯哦就的])",
    "(?<=[来要买拿订定弄搞整称秤切割剁斩挑捞加带])(?:一?点儿?"  # 来点五花肉 counts no 五
    rf"(?![0-9钟半整]|[一二三四五六七八九十](?:$|[钟半整分刻一二三四五六七八九十 ,，。]|{_UNIT}))|一?些|若干)|少许|一点点|一些",
))
_PLAIN = "|".join((
    rf"半(?P<half_unit>{_UNIT})|(?<![0-9一二两三四五六七八九十百半几])(?P<more>斤)半",
    rf"(?P<jin>{_N}) ?(?:市?斤)(?P<liang>{_N})两",
    rf"(?P<number>{_N}) ?[大小整]?(?P<unit>{_UNIT})(?P<and_half>半(?!天|小时|年|个|路|价|折|斤|夜))?",
    rf"(?P<heard_number>{_N})(?P<heard>{MISHEARD_UNIT})",
    rf"[xX*×] ?(?P<times>{ARABIC})(?: ?(?P<times_unit>{_UNIT}))?",
    rf"(?<=[来要订定买拿加带搞整留])(?P<implied>(?=[份箱袋盒瓶桶包只个条把斤提罐盘块张串棵束打套对双板枚捆件根])(?:{_UNIT}))",
    r"(?P<bare>(?<![0-9.A-Za-z:])[0-9]{1,4}(?:\.[0-9]{1,3})?(?![0-9%:A-Za-z/]|[.-][0-9]))",
    r"(?P<bare_word>[俩仨](?!人)|[一二两三四五六七八九十]{1,3}(?=$|[ ,。、;!?+\n]))",
))
_ANY = quick(f"(?P<other>{_NO_QUANTITY})|(?P<vague>{_VAGUE})|{_PLAIN}")
_MAY_COUNT = quick(
    "[0-9一二两三四五六七八九十半几俩仨点些斤]"
    "|[斤个块箱盒袋条只桶瓶份捆]把|[来要订定买拿加带搞整留][份箱袋盒瓶桶包只个条把提罐盘块张串棵束打套对双板枚捆件根]|多少|若干|好多|少许"
)
_EACH = (
    "各", "各要", "各来", "各订", "各买", "各拿", "每样", "每种", "每样来", "每样要", "每种来",
    "每种要", "均", "分别",
)


def find_quantities(text: str, units: Sequence[str] = ()) -> list[Quantity]:
    """The quantities of a normalised text, in order of their place; offsets are those of `text`.

    units: measure words of one or two characters besides the usual ones, as the workbook has them (一嘟噜, 两溜).

    Give it the dense view (`normalise.squeeze`) for "鸡 蛋 1 份", the spaced one for what spaces part; a single space
    between a number and its unit is borne either way.
    """
    if not _MAY_COUNT.search(text):
        return []
    if units and (usual := _in_usual_units(text, units)) != text:
        return [_as_written(quantity, text, units) for quantity in find_quantities(usual)]
    found = [_quantity(match, text) for match in _ANY.finditer(text) if match.lastgroup != "other"]
    return [quantity for quantity in found if quantity is not None]


def is_usual_unit(word: str) -> bool:
    """Whether a measure word is known without the workbook."""
    return re.fullmatch(_UNIT, word) is not None


def _in_usual_units(text: str, units: Sequence[str]) -> str:
    """The text of the same length with a usual measure word for each of these that stands behind a number or a verb."""
    for unit in units:
        if unit in text:
            text = re.sub(rf"(?<=[{_BEFORE_UNIT}]){re.escape(unit)}", _STAND_IN[: len(unit)], text)
    return text


def _as_written(quantity: Quantity, text: str, units: Sequence[str]) -> Quantity:
    said = text[quantity.start : quantity.end]
    unit = next((unit for unit in units if said.endswith(unit)), None)
    return quantity if unit is None or quantity.unit != _STAND_IN[0] else replace(quantity, unit=unit)


_STAND_IN = "份儿"
_BEFORE_UNIT = "0-9一二两三四五六七八九十百半几多来要订定买拿加带搞整留 "


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    start, end = match.span()
    is_each = text.endswith(_EACH, 0, start)
    if match.lastgroup in ("unit", "and_half"):  # nearly always
        number = read_number(match["number"])
        half = 0.5 if match["and_half"] else 0.0
        return _counted(start, end, None if number is None else number + half, match["unit"], is_each)
    if match["vague"] is not None:
        unit = match["vague_unit"] or match["range_unit"] or match["spoken_unit"] or match["about_unit"] or ""
        return Quantity(start, end, None, plain_unit(unit), vague=True, each=is_each)
    if match["half_unit"] is not None:
        return _counted(start, end, 0.5, match["half_unit"], is_each)
    if match["more"] is not None:
        return Quantity(start, end, 1.5, "斤", each=is_each, number=1.5)
    if match["jin"] is not None:
        jin, liang = read_number(match["jin"]), read_number(match["liang"])
        if jin is None or liang is None:
            return Quantity(start, end, None, "斤", vague=True)
        return Quantity(start, end, round(jin + liang / 10, 3), "斤", each=is_each, number=jin)
    return _unusual(match, start, end, is_each)


def _unusual(match: re.Match[str], start: int, end: int, is_each: bool) -> Quantity | None:
    if match["heard_number"] is not None:
        if match["heard"] == "和" and match["heard_number"].isascii():
            plain = float(match["heard_number"])
            return Quantity(start, end - 1, plain, bare=True, number=plain)
        if match["heard_number"] == "一" and match.string.endswith(match["heard"], 0, start):
            return None  # 给同事分一分: what is done with it
        number = read_number(match["heard_number"])
        unit = plain_unit(match["heard"])
        return Quantity(start, end, number, unit, number is None, homophone=True, each=is_each, number=number)
    if match["implied"] is not None:
        found = _counted(start, end, 1.0, match["implied"], False)
        return Quantity(start, end, found.value, found.unit, implied=True, number=1.0)
    if match["times"] is not None:
        number = float(match["times"])
        unit = plain_unit(match["times_unit"] or "")
        return Quantity(start, end, number, unit, times=True, each=is_each, number=number)
    word = match["bare"] or match["bare_word"]
    number = read_number(word)
    return Quantity(start, end, number, "", number is None, bare=True, each=is_each, number=number)


def _counted(start: int, end: int, number: float | None, unit_word: str, is_each: bool) -> Quantity:
    unit = plain_unit(unit_word)
    value = number
    if number is not None:
        value = number * (DOZEN if unit == "打" else PAIR if unit in ("对", "双") else 1)
    return Quantity(start, end, value, unit, value is None, each=is_each, number=number)
