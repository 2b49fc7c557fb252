"""The same thing written in other characters means the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from intents.addresses import find_address
from intents.normalise import dense, normalise
from intents.numbers import find_quantities
from intents.prices import find_prices

SMALL = "零一二三四五六七八九"
UNITS = st.sampled_from(["份", "盒", "箱", "袋", "斤", "瓶", "桶", "只", "个", "根"])


def spoken(number: int) -> str:
    tens, ones = divmod(number, 10)
    return SMALL[number] if number < 10 else ("" if tens == 1 else SMALL[tens]) + "十" + (SMALL[ones] if ones else "")


def full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


@settings(max_examples=100)
@given(st.integers(1, 99), UNITS, st.sampled_from(["鸡蛋", "大米", "🍓草莓", ""]))
def test_a_quantity_in_any_spelling_is_the_same(number: int, unit: str, what: str) -> None:
    forms = [f"{what}{number}{unit}", f"{what}{spoken(number)}{unit}", full_width(f"{what}{number}{unit}"),
             f"{what} {number} {unit}", f"{what}\u200b{number}\u200b{unit}"]
    if number == 2:
        forms += [f"{what}两{unit}"]
    for form in forms:
        (found,) = find_quantities(dense(form))
        assert (found.value, found.unit) == (number, unit), form


@settings(max_examples=100)
@given(st.integers(1, 20), UNITS)
def test_halves_and_dozens_are_counted(number: int, unit: str) -> None:
    if unit not in ("个", "份", "只"):
        (found,) = find_quantities(f"{spoken(number)}{unit}半")
        assert found.value == number + 0.5
    (dozen,) = find_quantities(f"{spoken(number) if number != 2 else '两'}打")
    assert dozen.value == 12 * number
    (vague,) = find_quantities(f"{SMALL[(number - 1) % 8 + 1]}{SMALL[(number - 1) % 8 + 2]}{unit}")
    assert vague.vague and vague.value is None


@settings(max_examples=100)
@given(st.integers(1, 60), st.integers(1, 9), st.integers(101, 3204))
def test_a_room_is_no_quantity_and_is_read_in_every_form(building: int, unit: int, room: int) -> None:
    for form in (f"{building}-{unit}-{room}", f"{building}栋{unit}单元{room}", f"福园{building}号楼{unit}单元{room}室",
                 full_width(f"{building}-{unit}-{room}"), f"{building}幢{unit}单元{room}"):
        text = normalise(form)
        address = find_address(text, ("福园",))
        assert address is not None and (address.building, address.unit, address.room) == (str(building), str(unit), str(room))
        assert find_quantities(text) == [], form


@settings(max_examples=100)
@given(st.integers(1, 99), st.integers(1, 9), UNITS)
def test_a_price_is_no_quantity_and_is_the_same_in_any_spelling(yuan: int, jiao: int, unit: str) -> None:
    forms = (f"{yuan}.{jiao}元一{unit}", f"{yuan}.{jiao}元/{unit}", f"{yuan}块{jiao}一{unit}")
    for form in (*forms, full_width(forms[1])):
        (price,) = find_prices(normalise(form))
        assert (price.fen, price.unit) == (yuan * 100 + jiao * 10, unit), form
        assert find_quantities(normalise(form)) == [], form
