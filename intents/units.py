"""The measure words that follow a number, how voice input misspells them, and which can be turned into which."""

from __future__ import annotations

from intents.patterns import quick

# Measure word → the characters that, right after it, show that it is the beginning of another word
# (鸡蛋2只要26: 只要; 301张姐: 张姐). Longer words stand first, so that 公斤 is not read as 斤.
_FOLLOWERS = {
    "公斤": "", "千克": "", "毫升": "", "市斤": "", "网兜": "", "个人": "", "个": "月星礼小钟半世学性体案头",
    "份": "额", "盒": "子饭", "箱": "子", "袋": "子鼠", "桶": "", "瓶": "子颈",
    "只": "要有能是想剩收限买订拿需好会怕差",
    "枚": "", "件": "套", "包": "括邮含子装容", "板": "栗凳蓝块", "提": "前供货醒示升高到", "根": "据本",
    "条": "件例款", "把": "我他她它你这那关门年握钱", "捆": "", "颗": "星", "粒": "",
    "张": "姐阿叔师哥老大家先女奶爷总",
    "支": "持付部书", "枝": "", "串": "门", "双": "倍向休", "对": "不了的方面吗吧啊于象比", "套": "餐路装",
    "打": "火包水气电开算折扫印车工球牌麻针卡完不听赏破扰", "罐": "子", "听": "说到课见", "壶": "", "杯": "子", "碗": "筷",
    "盘": "子", "篮": "球子", "筐": "", "匹": "", "朵": "", "束": "", "盆": "子", "棵": "", "株": "", "片": "区儿场",
    "筒": "", "排": "队骨练", "扎": "啤", "盅": "", "斤": "斤", "克": "服", "升": "级值职", "吨": "",
    "两": "个天次年位份盒箱袋桶瓶只枚件包板提根条捆颗粒张支枝串打罐听壶杯碗盘篮筐束盆棵株块斤公"
    "台床部扇间家",  # 5-302 两盒: two of them
    "位": "置子", "名": "字单额称", "人": "民家工才行力间均份", "户": "型口籍外", "口": "味罩红", "票": "",
    "本": "人来地次周月群店身事科", "副": "", "床": "单上位", "台": "阶风湾灯", "匣": "", "坛": "", "头": "发疼痛晕",
    "尾": "款巴", "屉": "", "笼": "", "串儿": "", "包儿": "", "例": "如外", "客": "气人服厅户", "兜": "",
    "组": "织团长",
    "瓣": "", "节": "日目假课约省", "挂": "号了", "刀": "具", "节儿": "", "块": "钱", "幅": "", "卷": "子入",
    "穗": "", "盏": "", "沓": "", "摞": "", "缸": "", "坨": "",
    "千": "万", "kg": "", "KG": "", "Kg": "", "g": "", "ml": "", "ML": "", "L": "",
}
_FOLLOWERS.pop("千")  # a number, never a measure

# What voice input writes for a measure word right after a number, with the followers that show another word.
_MISHEARD = {
    "分": ("份", "钟之享开类手数红别期店析配秒贝公到给吧了的吗呀啊呢就还都，,。"),
    "合": ("盒", "作适同格理唱计并影法伙"),
    "代": ("袋", "表理购言替办驾码沟人价"), "跟": ("根", "他她我你着前踪大进"), "相": ("箱", "信关同互当对处亲机"),
    "带": ("袋", "我他她你着孩娃上去来回给走人家老妈爸一两"),
    "厢": ("箱", ""), "象": ("箱", "棋征"), "平": ("瓶", "米方时安台均常"), "屏": ("瓶", "幕"), "评": ("瓶", "价分论"),
    "同": ("桶", "时学事样意款上一城"), "通": ("桶", "知过道常宵话电"), "今": ("斤", "天年晚后早日"),
    "金": ("斤", "额币桥融色牌"), "进": ("斤", "来去口门入行货度"), "题": ("提", "目"), "报": ("包", "名告销警到"),
    "板儿": ("板", ""), "和": ("盒", ""), "河": ("盒", "边滨"), "核": ("盒", "桃酸对"), "班": ("板", "车级长"),
    "各": ("个", ""), "版": ("板", "本权面主图画块税"), "扳": ("板", "手回倒"),
    "灌": ("罐", "溉水肠木输装满"),
    "快": ("块", "递点乐要来到把去给了的钱餐捷速些慢手艇"),
    "棵儿": ("棵", ""), "科": ("颗", "学室目"), "见": ("件", "面到过"), "章": ("张", ""),
}

_GRAMS = {
    "斤": 500.0, "市斤": 500.0, "公斤": 1000.0, "千克": 1000.0, "kg": 1000.0, "两": 50.0, "克": 1.0, "g": 1.0,
    "吨": 1e6,
}
_MILLILITRES = {"升": 1000.0, "l": 1000.0, "毫升": 1.0, "ml": 1.0}
_ALIKE = (
    {"个", "只", "枚", "颗", "粒"}, {"件", "箱"}, {"棵", "颗", "株"}, {"支", "枝", "只"}, {"罐", "听"}, {"卷", "筒"},
)
_SAME_AS = {"市斤": "斤", "个人": "人", "网兜": "兜"}
_GROUPS = {"打": 12, "对": 2, "双": 2}

CONTAINERS = frozenset("份盒箱袋桶瓶只枚个件包板提根条把捆颗粒张支枝串双对套打罐听壶杯碗盘篮筐束盆棵株筒扎坛兜块卷组穗盏沓摞缸坨")
WEIGHTS = frozenset(_GRAMS)


# How people stretch a measure word: 两盒子, 三块儿, 三盒盒.
_STRETCHED = (
    "(?:盒子|箱子|袋子|桶子)(?![弹女])|[份盒箱袋桶瓶只件包板根条把捆颗张串罐听壶碗盘篮筐束棵片块朵]儿(?![子女童媳孙])|"
    "盒盒|袋袋|块块|坨坨|个个(?!都)|把把"
)


def _alternatives() -> str:
    words = sorted(_FOLLOWERS, key=len, reverse=True)
    alone = [word for word in words if len(word) == 1 and not _FOLLOWERS[word]]
    plain = "|".join(
        f"{word}(?![{_FOLLOWERS[word]}])" if _FOLLOWERS[word] else word for word in words if word not in alone
    )
    return f"{_STRETCHED}|{plain}|[{''.join(alone)}]"  # one class of those: the text stands in the patterns twenty times


def _misheard_alternatives() -> str:
    words = sorted(_MISHEARD, key=len, reverse=True)
    return "|".join(f"{word}(?![{_MISHEARD[word][1]}])" if _MISHEARD[word][1] else word for word in words)


UNIT = _alternatives()  # pattern text, to be put into a group
MISHEARD_UNIT = _misheard_alternatives()
UNIT_PATTERN = quick(UNIT)


def plain_unit(word: str) -> str:
    """A measure word as it is filed: 市斤 → 斤, KG → kg, 个人 → 人, 条儿 → 条; what was misheard as what was meant."""
    if word in _MISHEARD:
        return _MISHEARD[word][0]
    if word.isascii():
        return word.lower()
    if len(word) == 2 and (word[0] == word[1] or word[1] in "儿子"):
        return word[0]
    return _SAME_AS.get(word, word)


def convert(value: float, unit: str, wanted: str) -> float | None:
    """So much of `unit` in `wanted` (both as written by people): 1 公斤 is 2 斤, 8 两 is 0.8 斤, 个 = 只 = 枚, 件 = 箱.

    打, 对 and 双 count as pieces (12, 2, 2) of anything counted singly. Empty is the same as whatever is wanted.
    None: the one says nothing about the other (三十个 of what is sold by 份).
    """
    unit, wanted = plain_unit(unit), plain_unit(wanted)
    if not unit or unit == wanted:
        return value
    for table in (_GRAMS, _MILLILITRES):
        if unit in table and wanted in table:
            return round(value * table[unit] / table[wanted], 6)
    if any(unit in alike and wanted in alike for alike in _ALIKE):
        return value
    if unit in _GROUPS and wanted in CONTAINERS and wanted not in _GROUPS:
        return value * _GROUPS[unit]
    return None
