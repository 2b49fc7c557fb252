"""What a message tells of goods instead of ordering them: what one costs, what is in it, what others have ordered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from intents.evidence import PAST
from intents.happened import tells_what_happened
from intents.heard import Heard
from intents.patterns import Sifted
from intents.pieces import Clause, Piece

# 鸡蛋一盒29.8 橙子一箱58 加起来多少: a sum of what they cost, asked before anything is wanted
_SUM_OF_PRICES = Sifted(
    r"[一1每/][份盒箱袋斤桶瓶个块只把提包板条]\s?[0-9]{1,3}(?:\.[0-9]{1,2})?[元块]?[\s,，和跟].{2,20}?(?:加起来|加一起|一共|总共|合计|合起来)(?:是|要|得)?多少"
)
_BETWEEN = re.compile(r"(?:有|装|是|才|也就|就)?")
# 49一箱, 128/桶: what one of them costs
_COSTS = re.compile(r"[0-9元块毛角十百](?:一|/|每|1)[\u4e00-\u9fff]{1,2}$")
# 两斤就72了, 合9块8一斤, 一个一块多
_SUMS = Sifted(
    r"(?:折合|合(?!计)|相当于|算下来|平均|差不多)[0-9一二两三四五六七八九十]+(?:\.[0-9]+)?[块元毛]|"
    r"(?:就|才|都)(?:要|得|是|卖)?[0-9]+(?:\.[0-9]+)?[块元]?[多几]?(?:了|啦|咯|钱)|"
    r"(?:菜场|菜市场|超市|早市|外面|网上|以前|去年|别处|隔壁)[^,，。]{0,4}(?:才|也|就|都|要|卖|是)?[0-9一二两三四五六七八九十]+(?:\.[0-9]+)?[块元毛]|"
    r"(?:菜场|菜市场|超市|早市|外面|网上|别处|隔壁)[^,，。]{0,6}(?:才|只要|就|卖)[0-9一二两三四五六七八九十]+(?:\.[0-9]+)?(?=$|[\s,，。!！~啊呢])"
)
# 我老公让我买五斤排骨 抠死了: what somebody demanded is only told, and laughed or grumbled about
_LAUGHED_OFF = Sifted(
    r"(?:让|叫|喊|要)我(?:去|来)?(?:买|带|订|拿)[^,，。?？]{1,12}[\s,，。]+(?:真|太|也|简直|我都?|笑|抠|气|烦|服|无|离|过|想){0,3}"
    r"(?:抠|笑死|气死|烦死|累死|无语|服了|晕|过分|离谱|好意思|疯了|想得美|做梦|小气|吝啬)"
)
# 店里要进20斤五花肉: what a shop buys of its own supplier
_STOCKED = Sifted(
    r"(?:店里?|食堂|铺子?里?|摊上|厨房|后厨)(?:今天|明天|下周|又|还|这次|也)*(?:要|得|想)?(?:进货?|备货?|采购|补货?)[^,，。]{0,4}[0-9一二两三四五六七八九十半]|供应商|供货商|批发商|老供货"
)
# 一碗鸡蛋羹两个蛋, 一个鸡蛋一杯牛奶: what is on the table
_SERVED = re.compile(r"[0-9一二两三四五六七八九十半][大小]?(?:碗|杯|勺|顿)")
_TABLEWARE = frozenset("碗杯勺")
_NOW_AGAIN = re.compile(r"这次|这回|今天|再|另外|也|还(?!有)|补|忘")


def tells_of_goods(heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]) -> bool:
    """Whether nothing is asked for and the numbers only say what goods cost (两斤就72了) or hold (黄桃49一箱 五斤)."""
    amounts = [piece for piece in pieces if piece.kind == "amount" and piece.amount]
    if not heard.addressed and (_STOCKED.search(heard.text) or _LAUGHED_OFF.search(heard.text)):
        return True
    if amounts and tells_what_happened(heard, parts):
        return True
    if asks_for_a_sum(heard.text):
        return True
    if not amounts or any(part.verb for part in parts):
        return False
    if _SUMS.search(heard.text):
        return True
    units = {product.unit for piece in pieces for product in piece.products}
    if _SERVED.search(heard.text) and not units & _TABLEWARE:
        return True
    costs = any(piece.kind == "other" and _COSTS.search(piece.said) for piece in pieces)
    if costs and units and all(one.amount and one.amount.unit and one.amount.unit not in units for one in amounts):
        return True
    talks = costs or not all(part.clean for part in parts)
    return talks and any(_holds(heard.text, first, second) for first, second in pairwise(pieces))


def asks_for_a_sum(text: str) -> bool:
    """Whether it adds up what several things cost, before anything is wanted: 鸡蛋一盒29.8 橙子一箱58 加起来多少."""
    return _SUM_OF_PRICES.search(text) is not None


def _holds(text: str, first: Piece, second: Piece) -> bool:
    """一板三十个: one of them, and right behind it how many are in it."""
    if first.amount is None or second.amount is None or first.amount.value != 1 or first.amount.said[:1] not in "一1":
        return False
    return first.amount.unit != second.amount.unit and bool(_BETWEEN.fullmatch(text, first.end, second.start))


def is_price_talk(part: Clause) -> bool:
    """一瓶花生油98: a number, a product, and what it costs."""
    pieces = [piece for piece in part.pieces if not _only_says_one(piece)]
    kinds = [piece.kind for piece in pieces]
    if kinds == ["amount", "product", "amount"] and not re.search(r"再|各|不对|不是|错", part.text):
        return True  # 一箱牛奶二十四盒 tells what is in it
    for at in range(len(kinds) - 2):
        if kinds[at : at + 3] in (["amount", "product", "other"], ["product", "amount", "other"]):
            said = pieces[at + 2].said
            if said.isdigit() and len(said) == 2 and pieces[at + 2].start == pieces[at + 1].end:
                return True
    return False


def _only_says_one(piece: Piece) -> bool:
    """Whether a measure stands there without its number: 搞个杨梅两盒 tells no price of one."""
    return piece.amount is not None and len(piece.amount.said) == 1 and not piece.amount.said.isnumeric()


# 拎了两只鸡, 收了六盒月饼: so much of something was taken, whatever it is
_TAKEN = re.compile(r"[收领拿买订拎提送带吃喝囤卖发用煮做拆分开剩][了过](?:一共|总共)?[0-9一二两三四五六七八九十半几]")


def tells_of_a_list(part: Clause) -> bool:
    """我们楼订了二十三板鸡蛋: so much of it was, and what follows without a word of asking was so too."""
    if not part.has("amount") or not PAST.pattern.search(part.text):
        return False
    return part.has("product") or part.has("noun") or bool(_TAKEN.search(part.text))


def goes_on_telling(part: Clause) -> bool:
    """Whether a clause behind such a one only goes on with the list (十箱桃子)."""
    return not part.verb and not _NOW_AGAIN.search(part.text)
