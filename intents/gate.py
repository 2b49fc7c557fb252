"""The gate: whether a message may concern the bot at all. Ordinary chatter ends here, after a few microseconds."""

from __future__ import annotations

import re

from intents.normalise import normalise, squeeze
from intents.scene import Message, Scene

# Words without which no free intent is ever meant, besides a known name: 报名 alone, +1, 有什么活动, 不要了, an answer.
_SURE = re.compile(
    r"报名|报个名|接[龙龍]|Group ?Note|[+＋]|加一|同上|跟[一团團]|我.?也|也要|算我|团购|團購|[优優]惠|打折|折扣|促销|特价|活动|活動|招[工聘人]|工作|兼职"
    r"|不要|不订|取消|退|改|换成|投|[选選]|截止|自提|优惠|还有|第.[家个]|订的|团的|多少钱|志愿|有什么|订单|接$|来一份"
)
_COUNTS = re.compile(r"[0-9０-９一二两兩俩仨三四五六七八九十半几各点些]|[来要订拿买带加留给帮][份箱袋盒瓶桶包只个条把斤提罐块根板打]|要|来|來|订|訂|報|报")
_ASKS = re.compile(r"[哪?？吗嗎嘛伐么没沒]|多少|几|幾|怎|咋|什么|什麼|啥|求|推荐|推薦|电话|電話|谁|誰|在不在|号码|地址|优惠|想|找|附近|最近")
_ANSWER = re.compile(
    r"^[\s]*(?:好|要|行|可以|嗯|恩|是|对|中|都要|算了|不用|不了|没事|冰|第|确认|確認|那|就|第?[0-9①②③④一二两兩三四五六七八九十半俩]).{0,8}$", re.S
)


def may_concern(message: Message, scene: Scene) -> bool:
    """Whether the message has to be read. A message that has not may be forgotten at once; no order is among those."""
    if message.addressed or message.private or message.quote is not None or message.relay_xml is not None:
        return True
    raw = message.text
    if raw.lstrip()[:1] in ("#", "＃", "「") or _SURE.search(raw) or (len(raw) <= 10 and _ANSWER.match(raw)):
        return True
    if not (_COUNTS.search(raw) or _ASKS.search(raw)) and len(raw) > 12:
        return False
    return scene.lexicon.mentions(squeeze(normalise(raw))[0]) or _may_want(raw, scene)


_WANTS = re.compile(r"[0-9０-９一二两兩俩三四五六七八九十半几各] ?[大小]?(?:公?斤|箱|盒|袋|桶|瓶|份|板|提|筐|篮|罐|打|包|只|条|kg)")


def _may_want(raw: str, scene: Scene) -> bool:
    """A wish for something that nobody sells yet names no known thing."""
    return bool((scene.collections or scene.group_buys) and _WANTS.search(raw))
