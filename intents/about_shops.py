"""Questions about a shop or a service cart that is named, in forms that no list of phrases holds: A不A, …不, 那个车."""

from __future__ import annotations

import re
from functools import cache

from intents.days import CHINA
from intents.heard import Heard
from intents.lexicon import Found
from intents.needs import doings, who_does
from intents.patterns import Sifted
from intents.times import find_times

_PARTICLE = r"[呀啊嘛呢哦吗哇哟噻咧勒嗷哈咯喽嘎]"
_END = rf"{_PARTICLE}*(?=[\s,，.。!！?？~～…]|$)"
_DO = "代做修洗卖看收接送配换补剪烫染改裁寄印打拍照贴开治装镶拔种按磨租办教代搞弄坐出拿取剃理订定复充烤"
# 修不修电饭煲, 坐不坐诊, 送货不送, 打不打折; but 洗不洗得干净 judges, 你来不来 is said to somebody.
_A_NOT_A = re.compile(
    rf"(?P<a>[{_DO}])[\u4e00-\u9fff]{{0,3}}?(?:不|没)(?P=a)(?!得)[\u4e00-\u9fff]{{0,5}}?(?:了|的)?{_END}"
)
# 看牙不, 配汽车钥匙伐, 做旗袍吗, 看急诊不
_DO_OR_NOT = Sifted(rf"[{_DO}][\u4e00-\u9fff]{{1,6}}?(?:不|伐|吗|么|没有|没|不咯|啵){_END}")
# 洗鞋不, 电风扇修不: what is done, and 不 at the end
_DONE_OR_NOT = Sifted(rf"[\u4e00-\u9fff]{{1,6}}(?:能|可以|会|给|也)?[{_DO}](?:不|伐|吗|么){_END}")
_OPEN = re.compile(
    r"(?P<a>[开关营上歇休放出干])[\u4e00-\u9fff]{0,3}?不(?P=a)(?!净)|"
    r"(?:营业|上班|开门|开|关门|休息|坐诊|出诊|放假|出摊)(?:不|伐|吗|么|没有|没)|在不在|来了(?:没|吗|没有)"
)
_QUALIFIED = re.compile("资质|执照|备案|许可|证照")
_DISCOUNT = re.compile(r"打(?:不打)?折|折扣|优惠|便宜")
_HOURS = re.compile(
    r"坐诊|出诊|生意|半夜|早上|上午|中午|下午|晚上|夜里|大清早|晚间|周末|礼拜|星期|现在|"
    r"这会儿|这时候|过年|春节|元旦|国庆|节假日|今天|明天|后天|今晚"
)
_NOT_ASKED = re.compile(r"[你您他她](?:们|家)?(?![好])|[吃喝]|聚|关我|管它|管他|气人|推荐|怪|老是|总是")

_CART_ASKED = (
    ("address", re.compile(r"停在?(?:哪|什么地方|啥地方)|在(?:哪|什么地方|啥地方)|到(?:哪|什么地方)|哪个位置")),
    (
        "hours",
        re.compile(
            r"什么时候|啥时候|几时|哪[一]?天|几号|几点|多久|周几|星期几|礼拜几|来不来|"
            r"来(?:不|伐|吗|没有|了没|没)|[还再]来不|下次|好久"
        ),
    ),
)
_CART_TOLD = re.compile(r"来了(?!没|吗|伐|不)|来过|走了|好久没|好久不|多久没")


def asked_about(heard: Heard) -> dict[str, str] | None:
    """name and field of a shop, where a message asks whether it does or does not; None where it asks nothing."""
    found = next((one for one in heard.names if one.full_values("merchant") and _is_named(one, heard)), None)
    if found is None:
        return None
    text = heard.text[found.end :]
    if len(text) > 18 or (not heard.addressed and _NOT_ASKED.search(heard.text.replace(found.said, ""))):
        return None
    asked = next((match for form in (_A_NOT_A, _OPEN, _DO_OR_NOT, _DONE_OR_NOT) if (match := form.search(text))), None)
    if asked is None:
        return None
    field = "discount" if _DISCOUNT.search(text) else "services"
    if field == "services" and (asked.re is _OPEN or asks_for_a_time(heard, text)):
        field = "hours"
    return {"name": found.full_values("merchant")[0], "field": field}


_ABOUT_OWN = (
    ("stars", re.compile(r"几(?:颗|个)?星|多少(?:颗|个)?星|评分|打了?几分|星级|评价")),
    ("hours", re.compile(r"营业时间|几点")),
    ("discount", re.compile(r"折|优惠")),
    ("phone", re.compile(r"电话|号码")),
    ("services", re.compile(r"服务(?:项目|内容)")),
    ("address", re.compile(r"地址")),
    (None, re.compile(r"资料|信息|卡片|登记的")),
)
_OWN = re.compile(r"我们家?店|本店|我店|我家店|我的店|咱们?店|店里|小店")
_OWN_ASKED = re.compile(r"几|多少|什么|哪|怎么|看|查|吗|么|[?？]")
_CHANGES = re.compile(r"改|换|更新|调|变|增加|新增|都对|没变|无误")


def asked_about_own(heard: Heard) -> dict[str, str] | None:
    """name and field where a merchant asks what is entered of the own shop; None where it asks nothing of it."""
    shop = heard.speaker.merchant
    if not shop or not heard.addressed or not _OWN.search(heard.text) or _CHANGES.search(heard.text):
        return None
    if not _OWN_ASKED.search(heard.text):
        return None
    for field, asked in _ABOUT_OWN:
        if asked.search(heard.text):
            return {"name": shop, **({"field": field} if field else {})}
    return None


def with_time(heard: Heard, slots: dict[str, str]) -> dict[str, str]:
    """The slots of a question about a shop, with the time for which its hours are asked; 有资质吗 asks for its card."""
    if slots.get("field") == "services" and _QUALIFIED.search(heard.text):
        return {"name": slots["name"]}
    if slots.get("field") not in ("hours", "status"):
        return slots
    today = heard.message.at.astimezone(CHINA).date().isoformat()
    for time in heard.times:
        if time.iso == today:
            continue  # 今天几点关门 is asked of now
        if "T" in time.iso or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:/[0-9-]{10})?", time.iso):
            return {**slots, "when": time.iso}
    return slots


def asks_for_a_time(heard: Heard, text: str) -> bool:
    """下午还卖不卖 asks whether they are open then."""
    return bool(_HOURS.search(text) or find_times(text, heard.message.at))


def asked_about_cart(heard: Heard) -> dict[str, str] | None:
    """name and field of a service cart that is called by what it does (磨剪子那个车好久来); None where none is asked about."""
    if not heard.addressed and _CART_TOLD.search(heard.text):
        return None
    field = next((field for field, asked in _CART_ASKED if asked.search(heard.text)), None)
    if field is None:
        return None
    for found in heard.names:
        behind = re.match(r"(?:的|那|这|那个|这个|的那个)?车|的(?=.{0,4}(?:来|到))", heard.text[found.end :])
        cart = found.full_values("cart") or (_cart_of(heard, found) if behind else ())
        if cart:
            return {"name": cart[0], "field": field}
    if (called := _called_by_doing().search(heard.text)) and (who := who_does(heard.scene.lexicon, called[0], called["do"])):
        cart = _cart_offering(heard, who)
        return {"name": cart[0], "field": field} if cart else None
    return None


@cache
def _called_by_doing() -> re.Pattern[str]:
    """磨刀车, 磨剪子那车: not as the workbook writes what it does."""
    return re.compile(rf"(?P<do>{doings()})[\u4e00-\u9fff]{{0,2}}?(?:(?:的|那|这|那个|这个)?车|的(?=.{{0,5}}来))")


def _cart_of(heard: Heard, found: Found) -> tuple[str, ...]:
    """The cart that offers what is named: the lexicon knows it as 磨菜刀车."""
    return next((cart for one in found.full_values("cart_offering") if (cart := _cart_offering(heard, one))), ())


def _cart_offering(heard: Heard, offering: str) -> tuple[str, ...]:
    return next((cart for one in heard.scene.lexicon.find(offering + "车") if (cart := one.full_values("cart"))), ())


def _is_named(found: Found, heard: Heard) -> bool:
    return (found.exact or len(found.said) > 2 or heard.addressed) and not found.common
