"""The gate: whether a message may concern the bot at all. Ordinary chatter ends here, after a few microseconds."""

from __future__ import annotations

import re

from ahocorasick_rs import AhoCorasick, Implementation

from intents.lexicon import ASKED, CHOSEN, COUNTED, JOINED
from intents.normalise import normalise, squeeze
from intents.scene import Message, Scene

# Words without which no free intent is meant where no name is known: 报名 alone, +1, 有什么活动, 不要了.
_SURE = (
    "报名 报个名 接龙 +1 +2 +3 加一 同上 跟一个 跟团 我也 也要 也来 算我 带我 加我 团购 优惠 打折 折扣 促销 特价 活动 招工 招人 招聘 在招 找工作 零工 兼职 活干 不要了 我不要 不订 "
    "取消 退了 退掉 改成 改为 换成 变成 我投 我选 投票 截止 自提 还有吗 还有别 订单 志愿 有什么工作 什么活 订的 团的 开团 岗位 工作可以 投第 选第 投给"
)
_ASKS = "哪 ? 吗 嘛 伐 有没 有无 多少 几 怎 咋 什么 啥 推荐 电话 号码 谁 求 地址 优惠 打折 折 还有 开不开 关门 开门 急 找 要不要 可以 能不能 想 需要 材料 手续 没"
_COUNTS = (
    "0 1 2 3 4 5 6 7 8 9 一 二 两 俩 仨 三 四 五 六 七 八 九 十 半 几 各 点 些 来 要 订 定 买 拿 带 留 帮 给 替 报 登记 加 改 换 退 取消 不"
)
_JOINS = "报 参加 去 来 算 加 带 我 人 口 取消 几 吗 哪 什么 ?"
_CHOOSES = "投 选 支持 赞成 同意 票"
_SURELY = 0b10000
_KINDS_OF_CUES = ((ASKED, _ASKS), (COUNTED, _COUNTS), (JOINED, _JOINS), (CHOSEN, _CHOOSES), (_SURELY, _SURE))
_CUE_WORDS = tuple(dict.fromkeys(word for _, words in _KINDS_OF_CUES for word in words.split()))
_BITS = tuple(sum(bit for bit, words in _KINDS_OF_CUES if word in words.split()) for word in _CUE_WORDS)
_CUES = AhoCorasick(list(_CUE_WORDS), implementation=Implementation.DFA)
_ANSWER = re.compile(
    r"^[\s]*(?:好|要|行|可以|嗯|恩|是|对|中|都要|都|算了|不用|不了|没事|第|确认|那|就|再|还|[+]|接|跟|第?[0-9(一二两三四五六七八九十半俩]).{0,8}$", re.S
)
# A wish for something that nobody sells yet names no known thing.
_WANTS = re.compile(r"[0-9一二三四五六七八九十两俩半几各] ?[大小]?(?:公?斤|箱|盒|袋|桶|瓶|份|板|提|筐|篮|罐|打|包|只|条|kg)")
_RELAY = re.compile(r"#接[龙龍]|#Group ?Note", re.I)


def may_concern(message: Message, scene: Scene) -> bool:
    """Whether the message has to be read. A message that has not may be forgotten at once; no order is among those."""
    if message.addressed or message.private or message.quote is not None or message.relay_xml is not None:
        return True
    dense = squeeze(normalise(message.text))[0]
    if not dense or dense[0] in "#「" or _RELAY.search(dense):
        return bool(dense)
    cues = 0
    for index, _, _ in _CUES.find_matches_as_indexes(dense, overlapping=True):
        cues |= _BITS[index]
    if cues & _SURELY or (len(dense) <= 10 and _ANSWER.match(dense)):
        return True
    if cues == 0 and len(dense) > 14:
        return False
    if len(dense) <= 14:
        cues |= CHOSEN  # an option alone is a vote
    if scene.lexicon.mentions(dense, cues):
        return True
    return bool(cues & COUNTED and (scene.collections or scene.group_buys) and _WANTS.search(dense))
