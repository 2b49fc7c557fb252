"""A list of goods that nobody asks for with a word, beside a clause that tells what happened: 鸡蛋一板，我煎糊了五个.

A clause that tells why more is wanted (油没了, 儿子回来了, 天冷了) tells no story, however it ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from intents.heard import Heard
from intents.patterns import quick
from intents.pieces import Clause

_N = "[0-9一二两三四五六七八九十半几]"
# 糊了五个, 打翻了, 装了四瓶, 排到马路上了; 五点半去的, 我姨夫种的; 看了直点头
_DONE = quick(
    rf"[\u4e00-\u9fff](?:了|过)(?:$|{_N}|[啊呀呢哈啦]|[\u4e00-\u9fff]{{1,5}}$)|"
    "(?:去|种|养|做|腌|摘|退|抢|捞|钓|挖|晒|酿|捡|赢|借|偷|推|扛|拖)的$"
)
# What is wanted again, who came, what season it is, who is paid, what went wrong with the order, courtesy.
_NEED = quick(
    "没了|没有了|没得了|没啥了|[吃用喝]?[完光]了|见底|空了|断[货粮顿档]|少了|不[够多]了|快.{0,4}了|"
    "来了|回来|回家|到了|到家|放.{0,3}假|[发领]了?工资|下[雨雪班]|起晚|晚了|[冷热凉寒]了|降温|[入立][春夏秋冬]|过[年节]|开学|年底|月底|"
    "怀孕|生了|满月|病了|感冒|发烧|住院|出院|老了|大了|考|毕业|结婚|订婚|退休|生日|搬|装修|"
    "约[了好]|请了|叫了|看球|减肥|忌口|控糖|破戒|破功|够了|行了|好了|谢|辛苦|麻烦|劳|算了|不用|就[行好成]|可以了|得了|对了|太|忘|看[到见清]|发话|定了|商量|决定|想|馋|饿|盼|等了|心动|种草|"
    "[转付给交打][^,，。]{0,3}了|钱|问了|说了|讲了|知道|晓得|听|错了|漏了|换了|改了|加班|出差|值班|忙|走不开|[手眼腿脚牙]|老花|"
    "[要订买取拿领加补]|麻烦|拜托|支持|推荐|[吃喝用]过|包圆|包了|没地方|放不下|明天|今晚|后天|周[一二三四五六日末天]|什么|几|哪|吗|[?？]|不了|不[吃喝要会]|没[吃喝空时赶来买抢订用]|舍不得"
)


def tells_what_happened(heard: Heard, parts: Sequence[Clause]) -> bool:
    """Whether nothing in a text asks for its goods, and a clause beside them tells what happened."""
    if heard.addressed or len(parts) < 2:
        return False
    goods = [part for part in parts if part.has("amount") and part.clean]
    if not goods or any(part.verb for part in parts if part.has("amount") or part.has("product")):
        return False
    beside = [part.text for part in parts if part.rest and part not in goods]
    return any(_DONE.search(text) and not _NEED.search(text) for text in beside)
