"""Where somebody lives: 福园3栋2单元502, 3-2-502, 3号楼502, 12号楼1单元301室, 7-1-301 before a name.

A house by its street (青年路18号) is found by `find_house` alone, for 18号 is a day as well.

Not covered: lanes without a room (12弄), rural addresses, entrances in words (东门洞左手边), two addresses in one message (the
first with a room is taken).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from intents.normalise import syllables
from intents.numerals import read_number
from intents.patterns import Sifted, quick
from intents.units import UNIT, UNIT_PATTERN

_NOT_ROOM = f"(?![0-9-])(?! ?(?:元|块|毛|{UNIT}))"
_ROOM = rf"[0-9]{{3,4}}[A-Za-z]?{_NOT_ROOM}"
_CHINESE = "[一二三四五六七八九十]{1,3}"
_BUILDING = rf"(?:[A-Za-z]?[0-9]{{1,3}}|[A-Za-z]|{_CHINESE})"
_ADDRESS = quick(
    rf"(?<![0-9A-Za-z.:-])(?P<building>{_BUILDING}) ?(?:号楼|号院|栋楼?|幢|座|#楼?) ?-?"
    rf"(?:(?P<unit>[0-9]{{1,2}}|{_CHINESE}) ?(?:单元|门洞|-)(?![0-9]{{1,2}}(?![0-9]))-? ?)?"
    rf"(?:[0-9]{{1,2}}[层楼] ?)?(?P<room>{_ROOM})?(?:室|房)?"
    rf"|(?<![0-9A-Za-z.:#-])(?P<first>[0-9]{{1,3}})[-#](?P<second>[0-9]{{1,2}})-(?P<third>{_ROOM})(?:室|房)?"
    rf"|(?<![0-9A-Za-z.:#-])(?P<block>[0-9]{{1,3}})[-#](?P<flat>{_ROOM})(?:室|房)?"
    rf"|(?<![0-9A-Za-z.:#-])(?P<number>[0-9]{{1,3}})号(?P<number_room>{_ROOM})(?:室|房)"
    rf"|(?<![0-9A-Za-z.:#-])(?P<lone_unit>[0-9]{{1,2}}|{_CHINESE})单元 ?(?P<lone_room>{_ROOM})(?:室|房)?"
)
_MAY_BE = re.compile("[栋幢楼座院#]|[0-9]-[0-9]|单元|[0-9]室")
_ENDING = "花园|小区|新村|家园|公寓|公馆|名邸|佳苑|雅苑|苑|里|园|城|府|庭|湾|坊|邸|村|居|轩|阁|郡|墅|寓|区|大院|大厦"
_UNLISTED = Sifted(f"([一-鿿]{{1,10}}(?:{_ENDING}))[ ,的]?$")
_LEAD = re.compile("^.*(?:住在|住的是|家住|住|搬到了?|搬去|搬进|地址是?|登记|送到|寄到|送|到|在|是|给|约|上门|来|去)")
_HAS_BUILDING = re.compile("(?:栋|幢|号楼|单元)$")

_NUMERALS = frozenset("0123456789一二两俩三四五六七八九十半")


@dataclass(frozen=True, slots=True)
class Address:
    """An address as said; a part that was not said is empty. Numbers are in figures. start, end: where it stands."""

    compound: str
    building: str
    unit: str
    room: str
    start: int
    end: int

    def text(self) -> str:
        """福园3栋2单元502."""
        unit = f"{self.unit}单元" if self.unit else ""
        return f"{self.building_text()}{unit}{self.room}"

    def building_text(self) -> str:
        """福园3栋."""
        return f"{self.compound}{self.building}栋" if self.building else self.compound


def find_address(text: str, compounds: Iterable[str] | Mapping[str, str] = ()) -> Address | None:
    """The first address in a normalised text, the one with a room before one without; None if there is none.

    compounds: names, or names and aliases mapped to the names. A compound that is not listed is taken when it ends like
    one (幸福家园3栋). A number without compound is an address too; whose compound it is, the caller knows.
    """
    if not _MAY_BE.search(text):
        return None
    found = list(_ADDRESS.finditer(text))
    if not found:
        return None
    best = next((match for match in found if _room(match)), found[0])
    building, unit = _building_and_unit(best)
    compound, start = _compound(text, best.start(), compounds)
    return Address(compound, _figures(building), _figures(unit), _room(best), start, best.end())


_HOUSE = Sifted(
    r"(?:^|[\s,，。;；:：])(?:(?:地址|住址|我家|家|我)?(?:是|在|住在?)?|来|到|上门到?)(?P<house>(?!地址|住址|[我家在住到来是])[\u4e00-\u9fff]{1,7}(?:路|街|巷|胡同|道|弄)"
    r"[0-9]{1,4}号(?:院|门)?(?:[0-9]{1,4}(?:室|号))?)(?=$|[\s,，。;；!！~])"
)


def find_house(text: str) -> tuple[int, int] | None:
    """Where the first house stands that is told by its street and number (榆钱胡同31号); None if there is none."""
    found = _HOUSE.search(text)
    return found.span("house") if found else None


def with_building_of(said: str, known: str | None) -> str:
    """An address of which only unit and room are said (2单元103), with compound and building of another; else as it was said."""
    part, whole = find_address(said, ()), find_address(known, ()) if known else None
    if part is None or part.building or part.compound or not part.room or whole is None or not whole.building:
        return said
    unit = part.unit or whole.unit
    begins = known[: whole.start] if known else ""  # a compound that is not found as one
    return f"{begins}{whole.building_text()}{f'{unit}单元' if unit else ''}{part.room}"


def _room(match: re.Match[str]) -> str:
    return match["room"] or match["third"] or match["flat"] or match["number_room"] or match["lone_room"] or ""


def _building_and_unit(match: re.Match[str]) -> tuple[str, str]:
    building = match["building"] or match["first"] or match["block"] or match["number"] or ""
    return building, match["unit"] or match["second"] or match["lone_unit"] or ""


def _figures(words: str) -> str:
    value = read_number(words) if words else None
    return words.upper() if value is None else str(int(value))


def _compound(text: str, end: int, compounds: Iterable[str] | Mapping[str, str]) -> tuple[str, int]:
    """The compound that stands right before `end`, under its name, and where it begins; empty if none does."""
    before = text[:end].rstrip(" ,的")
    names = compounds if isinstance(compounds, Mapping) else {name: name for name in compounds}
    known = [name for name in names if name and before.endswith(name) and not _HAS_BUILDING.search(name)]
    if known:
        longest = max(known, key=len)
        return names[longest], len(before) - len(longest)
    unlisted = _UNLISTED.search(before[-14:])
    if unlisted is None:
        return "", end
    words = _LEAD.sub("", unlisted[1])
    return (words, len(before) - len(words)) if len(words) >= 2 else ("", end)


def chosen_by_place(bare: str, choices: Sequence[str]) -> list[str]:
    """The one of several people of one name whose place an answer says, in full or in part: 清河苑那位, 5栋的, 江景."""
    said = syllables(bare)
    for part in (r"^(.+)的", r"([0-9A-Za-z]+栋)的", r"^(.{2}).*的"):
        hits = [choice for choice in choices if (place := re.search(part, choice)) and syllables(place[1]) in said]
        if len(hits) == 1:
            return hits
    return []


def behind_measure(text: str, start: int) -> int:
    """Where the name of an estate begins: of 油1桶河滨花园7-1-502 the 桶 is no part of it."""
    counted = start and text[start - 1] in _NUMERALS
    unit = UNIT_PATTERN.match(text, start) if counted else None
    return unit.end() if unit else start
