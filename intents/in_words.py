"""Whether a name that was found is only part of a longer word (豆腐 in 豆腐脑), or somebody's who is called as goods are."""

from __future__ import annotations

import re

from intents.heard import Heard
from intents.lexicon import Found
from intents.persons import SURNAMES

# What may stand right before and after a product without making another word of it; "" is the end of the text.
_BEFORE_NAMES = frozenset(("", *" ,，。、;；:：\n+和跟份盒箱斤袋桶瓶块根只个枚把板订拿0123456789"))
_DISH = re.compile(r"[饼糕羹粥乳渣托壳酱馅]|汤(?!圆)|味(?!道)|汁|皮(?!蛋)|干(?![点净的])")  # 鸡蛋饼 is no 鸡蛋
_EATING = frozenset("吃喝买卖订要")  # 喝牛奶 stands in the dictionary, and is still about milk
_AFTER_NAMES = frozenset(("", *" ,，。、;；:：\n+一二两俩三四五六七八九十半要来各xX*×?？0123456789"))
# 给老姜订二斤姜, 老姜也要来; 帮姜大爷订
_FOR = re.compile(r"[帮给替代](?:隔壁|对门|楼[上下])?的?$")
_SAYS = re.compile(r"家?(?:也|说|叫|让|托|不会|家)|家?要(?=[去来下参报])")
_TITLED = re.compile("(?:大|老|阿)?(?:[姨叔伯婶嫂姐爷奶婆妈]|哥(?!弟)|老师|师傅)")


def is_called_so(heard: Heard, found: Found) -> bool:
    """Whether a name of goods is here what somebody is called, by what stands beside it."""
    ahead = _FOR.search(heard.text, 0, found.start)
    if found.said in heard.scene.people:
        begins = not found.start or heard.text[found.start - 1] in " ,，"
        return bool(ahead) or (begins and bool(_SAYS.match(heard.text, found.end)))
    return bool(ahead) and found.said in SURNAMES and bool(_TITLED.match(heard.text, found.end))


def inside_a_word(heard: Heard, found: Found) -> bool:
    """Whether a name is only part of a longer word of the common language: 豆腐 in 豆腐脑, 苹果 in 苹果手机 is not."""
    text, start, end = heard.text, found.start, found.end
    if text[start - 1 : start] in _BEFORE_NAMES and text[end : end + 1] in _AFTER_NAMES:
        return False
    if _DISH.match(text, end):
        return True
    first = max(0, start - 3)
    at = first
    for word in heard.scene.lexicon.words.cut(text[first : end + 3]):
        if at <= start and end <= at + len(word) and len(word) > end - start and word[0] not in _EATING:
            return True
        if at < start < at + len(word) < end or start < at < end < at + len(word):
            return True
        at += len(word)
    return False
