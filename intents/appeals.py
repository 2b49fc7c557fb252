"""Calls to others to buy or to join: 鸡蛋29.8一盒 大家快来订, 捡垃圾的报名啦. Who calls orders and joins nothing by it."""

from __future__ import annotations

from intents.heard import Heard
from intents.patterns import Sifted

_TO_BUY = Sifted(
    r"(?:大家|各位|邻居们?|街坊们?|姐妹们|家人们|亲们)(?:[^,，。?？我]{0,4}(?:快来|来|抓紧|赶紧|赶快|都来|可以|放心|快)|快)?"
    r"(?:[订买抢团]|接龙|下单|报数)(?!过|了)|快来(?:[订买抢团]|接龙|下单)|(?:要|想要|需要|喜欢)的(?:[^,，。?？我]{0,3})?(?:接龙|报数|下单|来订|快来|滴滴|私我|扣1)|"
    r"欢迎(?:大家)?(?:来)?(?:订|选购|下单|接龙|购买|品尝)"
)
# By staff alone: of a neighbour 报名啦 may be what they have just decided.
_TO_JOIN = Sifted(
    r"报名(?:啦|咯|喽|了)(?![吗没么])|(?:都|快|来|抓紧|赶紧|可以|欢迎|踊跃|积极)[^,，。?？]{0,2}报名|(?<!我)的(?:来|快|可以)?报名"
)
_OWN = Sifted("[我俺咱]")


def calls_to_buy(heard: Heard) -> bool:
    """Whether others are called to order, which orders nothing for who calls."""
    return not heard.addressed and _TO_BUY.search(heard.text) is not None and not _OWN.search(heard.text)


def calls_to_join(heard: Heard) -> bool:
    """Whether staff call others to an activity."""
    if heard.addressed or not heard.speaker.is_staff or _OWN.search(heard.text):
        return False
    return _TO_JOIN.search(heard.text) is not None
