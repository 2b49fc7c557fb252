"""The gate: whether a message may concern the bot at all. Ordinary chatter ends here, after a few microseconds."""

from __future__ import annotations

import re

from intents.cues import ASKED, CHOSEN, COUNTED, MEASURED
from intents.normalise import dense
from intents.patterns import quick
from intents.repair import LONGEST, asked_slip
from intents.scene import Message, Scene

_ANSWER = re.compile(
    r"^[\s]*(?:好|要|行|可以|嗯|恩|是|对|中|都要|都|算了|不用|不了|不等|不排|没事|第|确认|那|就|再|还|[+]|接|跟|"
    r"第?[0-9(一二两三四五六七八九十半俩]).{0,8}$|^.{1,5}的(?:那[种个款样])?[吧呀啊]?$|"
    r"^.{2,8}(?:取|拿|自提)吧?$|^(?:那|就|都|我的?){0,2}[放搁][到在]?.{2,6}(?:那[边里儿]|吧|就行)$|^.{0,4}(?:还能|还可以|得及)(?:下单|跟团|参团)[吗么不].?$|^.{1,6}也(?:都|一起|想|要){0,2}(?:去|来|报名?|参加).{0,2}$|"
    r"^.{1,6}(?:[去来]不[了成]|不[去来]了).{0,4}$|^.{0,4}(?:一共|总共|改成)[0-9一二两三四五六七八九十].{0,3}$",
    re.S,
)
_VOTES = re.compile(
    r"^(?:我家?|我们|俺|咱们?|那|就|都|也|还是|要|改|换|投票){0,3}(?:投|选|支持|赞成|同意).{1,10}$|"
    r"^.{2,8}[投来]?[上我]?[一1]票.{0,3}$", re.S,
)
# 我改滑梯, 换长椅
_VOTES_AGAIN = re.compile("我(?:还是|要|想|又|再|就){0,2}改|^(?:那|算了|还是|那还是|我)?[改换](?!天|日|季|个|一)")
_SHORT = 12
# A wish for something that nobody sells yet names no known thing.
_WANTS = quick(
    r"[0-9一二三四五六七八九十两俩半几各] ?[大小]?"
    r"(?:公?斤|箱|盒|袋|桶|瓶|份|板|提|筐|篮|罐|打|包|只|条|棵|颗|捆|扎|盆|坛|缸|壶|kg)|"
    r"(?:[订记报]|想[要买团]|[我家们]要).{0,8}(?:[0-9一二三四五六七八九十两俩几]个|[俩仨])|"
    r"(?:[要订买团囤]|来).{0,8}[0-9一二三四五六七八九十两俩半几][串根束枝把床台套张]|团.{1,10}[来要][0-9一二三四五六七八九十两]个|[0-9一二三四五六七八九十两俩]个.{0,2}登记"
)


def may_concern(message: Message, scene: Scene) -> bool:
    """Whether the message has to be read. A message that has not may be forgotten at once; no order is among those."""
    if message.addressed or message.private or message.quote is not None or message.relay_xml is not None:
        return True
    return text_may_concern(message.text, scene)


def text_may_concern(text: str, scene: Scene, alone: bool = True) -> bool:
    """The same of a text that is said to nobody and quotes nothing: what most messages of a group are.

    alone: nothing else is said with it, so that it may be an answer.
    """
    said = dense(text)
    if not said:
        return False
    cues, named = scene.lexicon.glance(said)
    if named or said[0] in "#「" or (alone and len(said) <= 10 and _ANSWER.match(said)):
        return True
    if scene.polls and ((cues & CHOSEN and _VOTES.match(said)) or (len(said) <= _SHORT and _VOTES_AGAIN.match(said))):
        return True
    if cues & ASKED and len(said) <= LONGEST and asked_slip(said, scene.lexicon):
        return True
    if not (cues & MEASURED and cues & COUNTED):
        return False
    return bool((scene.collections or scene.group_buys) and _WANTS.search(said))
