"""Texts and names for the benchmarks: public corpora where they stand beside the project, else of our own."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
CORPORA = TESTS.parents[1] / "shared" / "corpora"
NEIGHBOURHOODS = tuple(sorted(path.parent for path in (TESTS / "neighbourhoods").glob("*/cases.jsonl")))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_PLACES = _words(
    "东 西 南 北 桂花 银杏 榆树 柳岸 青石 白塔 红旗 新华 建设 和平 幸福 长安 永安 清河 玉泉 望江 松涛 竹园 梅苑"
)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹窦章苏潘葛范彭"
_TRADES = _words(
    "饭店 超市 药房 五金店 理发店 水果店 面馆 茶庄 花店 鞋店 修理部 诊所 书店 眼镜店 干洗店 饺子馆 烧饼铺"
)
_FOODS = _words(
    "苹果 梨 橙子 柚子 大米 面粉 挂面 豆腐 白菜 萝卜 土豆 鸡蛋 鸭蛋 蜂蜜 核桃 红枣 香肠 腊肉 带鱼 虾仁 木耳 香菇"
)
_SORTS = _words(
    "山东 陕西 赣南 高山 农家 有机 新鲜 冰糖 红心 黄心 散养 手工 石磨 野生 本地 特级"
)


@dataclass(frozen=True, slots=True)
class Chatter:
    """Casual talk that is nothing to the bot, and where it comes from."""

    texts: tuple[str, ...]
    source: str


def cases_of(folder: Path) -> list[dict[str, Any]]:
    """The labelled messages of a neighbourhood."""
    lines = (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


@cache
def chatter() -> Chatter:
    """All the chatter there is, every text once, in an order of its own."""
    corpus = CORPORA / "chatter-lccc-valid.txt"
    if corpus.is_file():
        texts, source = corpus.read_text(encoding="utf-8").splitlines(), f"corpus {corpus.stem}"
    else:
        texts, source = list(_own_chatter()), "own neighbourhoods' chatter"
    found = sorted({text.strip() for text in texts} - {""})
    random.Random(5).shuffle(found)
    return Chatter(tuple(found), source)


def _own_chatter() -> Iterator[str]:
    for folder in NEIGHBOURHOODS:
        file = folder / "chatter.txt"
        if file.is_file():
            yield from file.read_text(encoding="utf-8").splitlines()
        for case in cases_of(folder):
            if case["expect"]["intent"] == "none" and not case["mention"] and "\n" not in case["text"]:
                yield case["text"]


@cache
def shop_names() -> tuple[str, ...]:
    """At least 60,000 different names of shops."""
    corpus = CORPORA / "company-names-280k.txt"
    if corpus.is_file():
        lines = (line.strip() for line in corpus.read_text(encoding="utf-8-sig").splitlines()[3:])
        found = sorted({line for line in lines if 3 <= len(line) <= 10})
    else:
        found = ["".join(parts) for parts in product(_PLACES, _SURNAMES, "记氏家福顺兴", _TRADES)]
    random.Random(6).shuffle(found)
    return tuple(found)


@cache
def product_names() -> tuple[str, ...]:
    """At least 60,000 different names of products, those of one word first."""
    corpus, foods = CORPORA / "food-words-thuocl.txt", _FOODS
    if corpus.is_file():
        lines = corpus.read_text(encoding="utf-8").splitlines()
        foods = tuple(line.split("\t")[0].strip() for line in lines if 2 <= len(line.split("\t")[0].strip()) <= 8)
    made = dict.fromkeys([*foods, *(sort + food for food, sort in product(foods, _SORTS))])
    if len(made) < 60_000:
        made |= dict.fromkeys("".join(parts) for parts in product(_PLACES, _SURNAMES, _SORTS, foods[:22]))
    return tuple(made)[:200_000]
