"""When what one has ordered can be fetched, asked without naming it: 什么时候去拿呀; and what somebody else has ordered."""

from __future__ import annotations

import re

from intents.heard import Heard
from intents.patterns import quick
from intents.persons import surely_somebody
from intents.reading import Reading

_WHEN = "(?:什么时候|啥时候|几点钟?|几时|哪天|哪一天|何时|星期几|周几)"
_FETCHED = "(?:取|拿|提|领)(?:货|东西|菜|到|得到)?"
_WHEN_FETCHED = quick(
    rf"(?:请问|小邻|那|哎|我|我们|我家|咱们?|是|到底|大概|这次|东西|货|菜|团购|的|[啊呀\s,，]){{0,5}}{_WHEN}(?:可以|"
    rf"才能|能|就能|好|要)?(?:去|来|过来|过去)?{_FETCHED}"
    r"(?:呀|啊|呢|来着|哦|的|[\s?？!！~]){0,4}"
)
_ASKS_WHEN = quick(rf"我[^,，。?？]{{0,4}}{_WHEN}(?:可以|才能|能|就能|要)?(?:去|来|过来|过去)?{_FETCHED}")
_ELSEWHERE = re.compile("快递|包裹|驿站码|取件|药|钥匙|证|孩子|娃|报告|衣服|外卖")
_OF_SOMEBODY = quick(
    r"(?:请问|帮我?(?:看|查)(?:一?下|看)?|那|"
    r"[\s,，]){0,3}(?P<who>(?![我你您他她咱俺谁大])[\u4e00-\u9fff]{2,5}?)家?(?:这次|今天|都|一共|总共|到底){0,2}"
    r"(?:(?:订|买|要|定|报)了(?:些|点)?(?:什么|啥|哪些|几样|多少)(?:东西|菜)?|的(?:订单|单子|单)(?:呢|是什么|有什么|"
    r"有啥|有哪些)?)(?:呀|啊|呢|来着|[\s?？]){0,3}"
)
_LONGEST = 40


def read_own_fetching(heard: Heard) -> Reading | None:
    """A question of who has ordered here; None where it asks for nothing of that."""
    if not heard.speaker.ordered or len(heard.text) > _LONGEST or _ELSEWHERE.search(heard.text):
        return None
    if not (_WHEN_FETCHED.fullmatch(heard.text) or (heard.addressed and _ASKS_WHEN.search(heard.text))):
        return None
    return Reading("group_buy_info", {"field": "pickup"}, 0.9, reasons=("who has ordered asks when it is fetched",))


def read_orders_of_somebody(heard: Heard) -> Reading | None:
    """What a neighbour has ordered, which is for staff to know; of those for whom the speaker ordered it is told as their own."""
    said = _OF_SOMEBODY.fullmatch(heard.bare) if heard.addressed else None
    if said is None or not surely_somebody(said["who"], heard.scene.people):
        return None
    for_others = heard.speaker.ordered - set(heard.speaker.quantities)
    if for_others and not heard.speaker.is_staff:
        return Reading("my_orders", {}, 0.85, reasons=("asked what was ordered for somebody",))
    return Reading("order_tally", {"name": said["who"]}, 0.9, reasons=("asked what somebody else has ordered",))
