"""What residents say for themselves: points for goods, bookings, homes, their own data, help."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from intents.addresses import Address, find_address, find_house
from intents.commands.goods import UNITS, plain_number
from intents.commands.moments import take_when
from intents.commands.numerals import DIGITS
from intents.commands.on_days import several_days
from intents.commands.said import Remainder, Said, tidy
from intents.numbers import read_number
from intents.patterns import quick

_QUANTITY = quick(rf"({DIGITS})\s?(?:{UNITS}|提|包|份|次|样)")
_REDEEM_WORDS = re.compile(
    r"(?:帮我|麻烦|请|我要|我想|我|给我|想|要|来)|(?:用|拿|花|使)?(?:掉|了)?[0-9]{0,6}个?(?:积分|分)|兑换|换购|换领|兑"
    r"|换|抵扣?|领取?|一下|的|点|个|吧|了|那就?|就"
)


# 换个灯泡 asks for a repair and 换个时间 for another date; 换一包抽纸 for goods that perhaps nobody has for points.
_NO_GOODS = re.compile(
    r"灯|锁|水管|煤气|电池|空调|窗|龙头|开关|插座|轮胎|屏|钱|零|人|时间|地|家|店|群|号|天|说法|话题|名|座|位|衣|房|车|门|电|管|师傅|药|工|班|表|卡"
)


_SOMETHING = re.compile(r"(?:点|些|个)?(?:东西|礼品?|礼物|奖品|什么|啥|好东西|物品)?")  # no goods are named yet


def redeem_points(said: Said) -> dict[str, Any] | None:
    """item and quantity (1 where none is said)."""
    remainder = Remainder(said.text)
    slots: dict[str, Any] = {}
    loosely = not said.first("reward") and not re.search("[积兑分]|领", said.text)  # 换一把伞: only for a reward
    if reward := said.first("reward"):
        slots["item"] = reward.full_values("reward")[0]
        remainder.cut(reward.start, reward.end)
    remainder.drop(re.compile(rf"{DIGITS}个?(?:积分|分)"))
    if quantity := remainder.take(_QUANTITY):
        value = read_number(quantity[1])
        slots["quantity"] = plain_number(value) if value else 1
    if "item" not in slots:
        remainder.drop(_REDEEM_WORDS)
        rest = max(remainder.pieces(), key=len, default="")
        rewards = said.scene.lexicon.values("reward")
        if not any(rest in value for value in rewards):
            rest = re.sub("^[个把瓶提只张份包条盒袋桶块](?=.)", "", rest)  # 换把伞
        if _SOMETHING.fullmatch(rest):
            return slots
        known = sorted(value for value in rewards if rest and rest in value)
        if loosely and len(known) != 1 and _NO_GOODS.search(said.text):
            return None
        nearest = said.scene.lexicon.closest(rest, ("reward",), 65) if rest else ()
        if known or nearest or rest:
            slots["item"] = known[0] if known else nearest[0].value if nearest else rest
    if "item" in slots:
        slots.setdefault("quantity", 1)
    return slots


@cache
def service_words() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """Kinds of services: the words that their names have, and what people say when they need one."""
    content = tomllib.loads((Path(__file__).parent / "services.toml").read_text(encoding="utf-8"))
    return tuple((tuple(kind["called"]), re.compile("|".join(kind["needed"]))) for kind in content["kinds"])


def find_service(said: Said) -> str | None:
    """The service of the workbook that a message names or needs; None where it has none."""
    if known := said.value("service"):
        return known
    services = said.scene.lexicon.said_for("service")
    if by_core := _by_core(services, said.text):
        return by_core
    for called, needed in service_words():
        if needed.search(said.text):
            for word in called:
                if fitting := next((value for surface, value in services.items() if word in surface), None):
                    return fitting
    return None


def words_of_need(said: Said) -> re.Pattern[str] | None:
    """What people say who need the service that a text needs; None where it needs none of the workbook's."""
    service = find_service(said)
    known = said.scene.lexicon.said_for("service")
    surfaces = [surface for surface, value in known.items() if value == service]
    return next(
        (needed for called, needed in service_words() if needed.search(said.text) and any(
            word in surface for word in called for surface in surfaces
        )), None,
    ) if service else None


_AROUND_A_SERVICE = re.compile("^(?:上门|居家|入户|免费|长者|老人|社区|便民|代办|家庭|爱心)|(?:上门|服务|预约)$")


def _by_core(services: Mapping[str, str], text: str) -> str | None:
    """上门修脚 where a text says 修脚: a service is called by what is left of its name."""
    cores = {_AROUND_A_SERVICE.sub("", surface): value for surface, value in services.items()}
    known = [(core, value) for core, value in cores.items() if len(core) > 1 and core in text]
    return max(known, key=lambda one: len(one[0]))[1] if known else None


def address_text(said: Said, address: Address) -> str:
    """An address as it was written where it names its compound in full, else in the way 福园3栋2单元502."""
    written = said.text[address.start:address.end].replace(" ", "")
    return written if address.compound and written.startswith(address.compound) else address.text()


_BOOK_WORDS = re.compile(
    r"(?:帮我|麻烦|请|我要|我想|我|给我|想|要|你好)|(?:预约|预定|约|订|定|找|叫|请|派|喊|安排|登记|申请)(?:一下"
    r"|一个|个|一位|位|一次|次)?|上门|服务|师傅|一下|的|吧|来|明天|今天"
)


_COMES_FOR = re.compile(
    r"(?:找|请|叫|派|喊|约|安排)(?:一?[个位])?(?:人|师傅|阿姨|志愿者|帮手)(?:来|上门|过来|到家|帮忙)?(?:给我家?|帮我家?)?(?P<what>[^\s,，。;；!！?？]{2,12})"
)


_OUT_OF_ORDER = re.compile("坏|漏|爆|堵|裂|抬不|关不|[打刷]不开|不亮|不灵|失灵|歪|塌|卡住|脱落")


_AT_ONCE = re.compile("现在|马上|立刻|立马|赶紧|赶快|这会儿|即刻|越快越好|尽快|急")
_NOT_AT_ONCE = re.compile("[?？吗]|现在(?:约|能约|可以约|预约)|急(?:不急|着)|不急|着急|怎么|多少")


def is_at_once(text: str) -> bool:
    """Whether somebody is to come now."""
    return bool(_AT_ONCE.search(text)) and not _NOT_AT_ONCE.search(text)


def book_service(said: Said) -> dict[str, Any] | None:
    """service, when, address; `further` where it is wanted on several days."""
    slots: dict[str, Any] = {}
    if house := find_house(said.text):  # its number is no day
        slots["address"] = said.text[slice(*house)]
        said = Said(f"{said.text[: house[0]]}，{said.text[house[1] :]}", said.message, said.scene, said.speaker, said.hashed)
    remainder = Remainder(said.text)
    if service := find_service(said):
        slots["service"] = service
    if address := find_address(said.text, sorted(said.scene.lexicon.values("place"))):
        slots["address"] = address_text(said, address)
        remainder.cut(address.start, address.end)
    days = several_days(said)
    if when := take_when(said, remainder):
        slots |= {"when": days[0], "further": days[1:]} if days else {"when": when}
    elif days:
        slots |= {"when": days[0], "further": days[1:]}
    elif is_at_once(said.text):
        slots["when"] = said.message.at.isoformat()
    if "service" not in slots and "约" not in said.text and _OUT_OF_ORDER.search(said.text):
        return None  # something of the house is broken that no service here mends
    if "service" not in slots:
        remainder.drop(_BOOK_WORDS)
        rest = max(remainder.pieces(r"[\x00\n,，。;；:!！?？ ]+"), key=len, default="")
        nearest = said.scene.lexicon.closest(rest, ("service",), 65) if rest else ()
        wanted = nearest[0].value if nearest else _wanted(said) or rest
        if len(wanted) > 1:
            slots["service"] = wanted
    return slots


def _wanted(said: Said) -> str | None:
    """What somebody is to come for, in the words it was said (陪我妈去医院), where no service here does that."""
    found = _COMES_FOR.search(said.text)
    return tidy(found["what"]) if found and len(tidy(found["what"])) > 1 else None


_HOW_TO_BOOK = re.compile("(?:怎么|咋|如何|怎样)[样个去才能]{0,2}(?:预约|预定|约|叫|喊|请|订|找)")


_ANYBODY_WHO = re.compile("有.{0,6}[送陪].{0,6}(?:的|来|吗|没有?|么|呀)$")


def list_services(said: Said) -> dict[str, Any] | None:
    """Nothing of the specification; `service` where the price of one is asked for, or how it is booked; None: of none."""
    how = _HOW_TO_BOOK.search(said.text) or _ANYBODY_WHO.search(said.text)
    service = find_service(said) if how or re.search("多少钱|收费|收多少|价|几块|要钱|免费", said.text) else None
    if how and not service:
        return None
    return {"service": service} if service else {}


_HOME_WORDS = re.compile(
    r"^.*?(?:(?:住址|地址|门牌号?|房号|住处)(?:是|在|为|:|改成|改为|改到|换成|变成|登记为?|更新为?|成|到)*|(?:住在"
    r"|住|搬到|搬去|搬来|搬进|搬家到|家在|家是|我是))(?:了)?[\s:：,，]*", re.S
)
_HOME_END = re.compile(
    r"(?:了|的|啦|这里|这边|了哈)?[\s,，。!！]{0,6}(?:帮我|麻烦|请|记|谢谢|你)?(?:改|更新|登记|修改|记)?(?:一下|下"
    r"|了)?(?:地址|住址)?$"
)


def set_home(said: Said) -> dict[str, Any] | None:
    """address, in the way 福园3栋2单元502 where it can be read; None where a place is only talked about."""
    if (service := said.first("service")) and service.exact:
        return None  # 换锁地址错了 is where the locksmith is to come
    address = find_address(said.text, sorted(said.scene.lexicon.values("place")))
    if address:
        return {"address": address_text(said, address)}
    words = _HOME_END.sub("", _HOME_WORDS.sub("", said.text, count=1)).strip()
    known = said.first("place")
    if known and re.search("[0-9]", said.text):
        return {"address": tidy(words)}
    if known:
        return {"address": known.full_values("place")[0]}
    if re.search(r"登记|修改|更新|改|设置|绑定|换", said.text):
        return {"address": tidy(words)} if re.search("[0-9]", words) else {}
    return None


def opt_out(said: Said) -> dict[str, Any] | None:
    """what: mentions where being @-ed is the matter, else promotions."""
    mentions = re.search(
        r"[@＠]|艾特|圈我|at我|点名|点我|提醒我",
        said.text) and not re.search("广告|促销|推广|优惠|推销", said.text)
    return {"what": "mentions" if mentions else "promotions"}


def forget_me(said: Said) -> dict[str, Any] | None:
    """field: erase or export."""
    erasing = re.search(
        r"删|清|抹|注销|忘|销毁|移除|擦|去掉|别[再]?(?:存|留|记)|不要(?:再)?(?:存|留|记)|不[许准]",
        said.text)
    return {"field": "erase" if erasing else "export"}


_TOPIC = re.compile(
    r"(?:怎么|咋|如何|怎样)(?:样|个|才能|在这|在群里|去|能)?(用|使|操作|玩|弄)?([^\s,，。?？!！的呀啊呢吗嘛]{2,8})"
)
_TOPIC_AFTER = re.compile(r"([^\s,，。?？]{2,8}?)(?:怎么|咋|如何)(?:弄|用|操作|做|搞)")


def help_topic(said: Said) -> dict[str, Any] | None:
    """topic, where the question names one (怎么报名 → 报名)."""
    for pattern, group in ((_TOPIC, 2), (_TOPIC_AFTER, 1)):
        if (found := pattern.search(said.text)) and not re.search(
            r"^(?:你|小邻|机器人|这个|这)|你$|我$|你呀|一下",
            found[group]) and found[group] not in said.scene.bot_names:
            return {"topic": re.sub(r"(?:一下|啊|呀|呢)$", "", found[group])}
    after = re.match(r"^(?:帮助|help|说明|教程)\s([^\s]{2,8})$", said.text)
    return {"topic": after[1]} if after else {}
