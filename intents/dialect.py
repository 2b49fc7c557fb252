"""Words of the south and the west in the words that the grammar knows: 边间 is 哪家, 啥子 is 什么."""

from __future__ import annotations

import re

_COMMON = {
    "有冇": "有没有",
    "有没得": "有没有",
    "有莫得": "有没有",
    "冇得": "没有",
    "莫得": "没有",
    "冇": "没",
    "边间": "哪家",
    "边度": "哪里",
    "边处": "哪里",
    "边个": "哪个",
    "边位": "哪位",
    "喺": "在",
    "嘅": "的",
    "啥子": "什么",
    "有没咩": "有没有",
    "哪个晓得": "谁知道",
    "哪个知道": "谁知道",
    "晓得": "知道",
    "几多": "多少",
    "好多钱": "多少钱",
    "是好多": "是多少",
    "几耐": "多久",
    "几时": "什么时候",
    "点样": "怎么",
    "点去": "怎么去",
    "点行": "怎么走",
    "我哋": "我们",
    "佢": "他",
    "俾": "给",
    "畀": "给",
    "睇": "看",
    "唔该晒": "谢谢",
    "唔该": "谢谢",
    "咗": "了",
    "啲": "些",
    "同埋": "和",
    "仲有": "还有",
    "仲": "还",
    "咋个": "怎么",
    "啷个": "怎么",
    "哪样": "什么",
    "几钿": "多少钱",
    "啥价钿": "多少钱",
    "阿拉": "我们",
    "活路": "活",
    "请人": "招人",
    "食碗": "吃碗",
    "食饭": "吃饭",
    "食早": "吃早",
    "系边": "是哪",
    "系哪": "是哪",
    "咪": "",
    "得闲": "有空",
    "一哈": "一下",
    "发下": "发一下",
    "壹": "一",
    "贰": "二",
    "叁": "三",
}
_ANY = re.compile("|".join(sorted(map(re.escape, _COMMON), key=len, reverse=True)))


def in_common_words(text: str) -> str:
    """A normalised text with its dialect words replaced; most texts have none and come back as they are."""
    return _ANY.sub(lambda said: _COMMON[said[0]], text)
