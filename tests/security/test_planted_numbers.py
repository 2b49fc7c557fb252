"""A thousand telephone and room numbers of residents, planted wherever people write them: none comes out in a group."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.sending.gathering import gathered
from catalogue.tables import Outbox
from tests.path.conftest import ADMINISTRATOR, NORTH, RESIDENT, SOUTH, STAFF, Bot

Who = tuple[str, str]

# What residents say, with {phone} and {room} where they would write theirs.
DAY = (
    "鸡蛋一盒，电话{phone}，送到{room}", "青菜两斤 {room}", "{room} 山药1斤", "帮{room}张姐订一盒鸡蛋",
    "鸡蛋改成两盒 {room}", "周六捡垃圾我和{room}的老刘都去 {phone}", "我要报名周六清洁行动 {phone}", "+1 {phone}",
    "#接龙\n冬日鲜货团\n1. {room}老李 鸡蛋1盒 {phone}\n2. {room} 青菜2斤",
    "#接龙\n周六清洁行动\n1. {room}老李 {phone}\n2. 小王 {phone}",
)
CALLS = (
    "我住{room}", "我家在柳岸花园{room}，电话{phone}", "预约上门理发，{room}，电话{phone}",
    "预约家电维修 明天上午 {room} {phone}",
    "报修：{room}楼道灯坏了，联系{phone}", "投诉{room}半夜唱歌，我电话{phone}", "建议{room}门口装路灯", "我的订单 {phone}",
    "我的工单", "我的积分", "给剪时光打5分，{phone}的师傅好", "最近的洗衣店在哪，我在{room}", "取消我的订单 {room}",
    "怎么联系{room}的人", "{room}在哪", "{phone}是谁的电话", "想要核桃两斤 {room} {phone}", "兑换卷纸 送{room}", "帮助",
    "导出我的资料", "别@我了 {phone}", "玛卡巴卡{phone}{room}",
)
# What staff say about them; {name} is the nickname of somebody, with a room number in it.
STAFF_SAYS = (
    "给{name}加2分", "{name}付钱了", "{name}取货了", "{name}签到", "给{name}发证书", "查一下{name}的订单", "{name}的电话是多少",
    "订单汇总", "导出订单", "导出报名名单", "#名单", "工单列表", "周六清洁行动有谁报名", "撤销", "{name}是志愿者",
    "工单1处理好了，{room}的灯换了", "{name}的订单改成鸡蛋1盒", "替{name}订鸡蛋一盒", "截止冬日鲜货团", "撤销",
)


class Planted:
    """Numbers that nobody else has, and where each was planted."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.all: list[str] = []
        self._seen: set[str] = set()

    def phone(self) -> str:
        return self._new(lambda: f"1{self._chance.choice('356789')}{self._chance.randrange(10**9):09d}")

    def room(self) -> str:
        def one() -> str:
            form = self._chance.choice(("{}-{}-{}", "{}栋{}单元{}", "{}栋{}单元{}室", "{}幢{}单元{}", "{}#{}-{}", "{}号楼{}-{}"))
            place = self._chance
            return form.format(place.randrange(20, 60), place.randrange(1, 9), place.randrange(1101, 3999))

        return self._new(one)

    def _new(self, make: object) -> str:
        while (value := make()) in self._seen:  # type: ignore[operator]
            pass
        self._seen.add(value)
        self.all.append(value)
        return value


def a_day(planted: Planted) -> Iterator[tuple[Who, str, bool]]:
    """Who says what, and whether the bot is mentioned."""
    for number in range(36):
        who = (f"wx_p{number}", f"{planted.room()}{'张李王赵刘陈'[number % 6]}{'姐叔婶'[number % 3]}{number}")
        for text in DAY[number % 3::3]:
            yield who, _fill(text, planted, who), False
        for text in CALLS[number % 3::3]:
            yield who, _fill(text, planted, who), True
        for text in STAFF_SAYS if number % 5 == 0 else STAFF_SAYS[number % 4::4]:
            by = ADMINISTRATOR if number % 2 else STAFF
            yield by, _fill(text, planted, who), True


def _fill(text: str, planted: Planted, who: Who) -> str:
    while "{phone}" in text:
        text = text.replace("{phone}", planted.phone(), 1)
    while "{room}" in text:
        text = text.replace("{room}", planted.room(), 1)
    return text.replace("{name}", who[1])


def secrets_of(number: str) -> tuple[str, ...]:
    """The forms in which a planted number would be recognised: as written, and the room's own digits."""
    digits = "".join(c if c.isdigit() else " " for c in number).split()
    return (number, "-".join(digits), digits[-1])


@pytest.mark.timeout(300)
def test_no_planted_number_comes_out_in_a_group_or_in_the_log(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    planted = Planted(random.Random(20261128))
    acted = 0
    with caplog.at_level(logging.DEBUG):
        for room in (SOUTH, NORTH):
            for who, text, called in a_day(planted):
                heard = (bot.calls if called else bot.says)(text, who, room)
                assert not heard.failed, text
                acted += heard.outcome.intent != "none"
        bot.parts.clockwork.tick(bot.at)
    assert len(planted.all) >= 1000
    assert acted >= 200, "most of the day must be understood, else nothing was tried"

    public = [row for row in bot.outbox() if row.room_id is not None]
    forms = {form: number for number in planted.all for form in secrets_of(number)}
    leaks = {
        f"{forms[form]} in: {row.text}" for row in public for form in forms if form in row.text
    }
    assert not leaks, "\n".join(sorted(leaks)[:40])
    log = "\n".join(record.getMessage() for record in caplog.records)
    assert not [form for form in forms if form in log]


def test_a_gathered_answer_names_nobody_by_room(bot: Bot) -> None:
    for number in range(3):
        bot.says("鸡蛋一盒", (f"wx_g{number}", f"{number + 3}-1-30{number}张姐"))
    with bot.parts.database.read() as session:
        rows = list(session.scalars(select(Outbox).where(Outbox.room_id.is_not(None))))
        text = gathered(session, rows).text
    assert "30" not in text and "张姐" in text


def test_what_is_asked_about_oneself_comes_in_private_with_the_address(bot: Bot) -> None:
    """The control: in private the same numbers do come, so the day above would show a leak."""
    bot.says("我住3栋2单元502", RESIDENT, None)
    assert any("502" in row.text for row in bot.outbox() if row.room_id is None)


def test_numbers_of_shops_stay(bot: Bot) -> None:
    """Only what residents wrote of themselves is left out; a shop wants to be called."""
    said = bot.calls("白云朵自助洗衣的电话多少", ("wx_phone", "13911112222老王")).said[0].text
    assert "0571-55560102" in said
