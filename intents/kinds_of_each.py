"""Several kinds of one thing with a number for each: 枇杷白的红的各来一盒, where 白玉枇杷 and 红袍枇杷 are on sale."""

from __future__ import annotations

import re

from intents.heard import Heard
from intents.patterns import Sifted
from intents.scene import Product

_KINDS = Sifted(
    r"(?P<kinds>(?:(?:[\u4e00-\u9fff]|(?<=[\s,，!！])[\u4e00-\u9fff]{2})的(?:那[种个款])?[和跟与、,，\s]{0,2}){2,4})"
    r"(?=(?:各|都|每样|每种|一样)(?:给我|帮我|再|也)?[来要订拿买]?[0-9一二两三四五六七八九十半])"
)
# 两种苹果各来一箱吧,富士的和瑞雪的: which they are is told once more
_TOLD_AGAIN = Sifted(
    r"(?:两|[二三四2-4])种[^?？]{0,12}(?:各|每[种样]|都)[^?？,，]{0,4}[0-9一二两三四五六七八九十半]{1,2}[\u4e00-\u9fff](?:吧|啊|哈|就行)?"
    r"(?P<tail>[\s,，]+[^0-9一二两三四五六七八九十半要来订再还?？]{2,14})$"
)
_KIND = re.compile("([\u4e00-\u9fff]{1,2})的")


def in_names_of_each(heard: Heard) -> str:
    """The text with the full names in the place of such kinds; as it is where one of them is not one thing on sale."""
    again = _TOLD_AGAIN.search(heard.text)
    if again is not None and any(found.values("product") for found in heard.names if found.start >= again.start("tail")):
        return heard.text[: again.start("tail")]
    said = _KINDS.search(heard.text)
    if said is None:
        return heard.text
    here = heard.scene.products_by_name
    for found in heard.names:
        products = {one.name: one for name in found.values("product") for one in here.get(name, ())}
        between = heard.text[found.end : said.start()]
        if len(products) < 2 or found.end > said.start() or len(between.strip(" ,，!！。")) > 2:
            continue
        meant = [_of_kind(kind, products) for kind in _KIND.findall(said["kinds"])]
        if all(meant) and len(set(meant)) == len(meant) > 1:
            names = "、".join(name for name in meant if name)
            return f"{heard.text[: found.start]}{names}{heard.text[said.end() :]}"
    return heard.text


def _of_kind(kind: str, products: dict[str, Product]) -> str | None:
    """The one product whose name holds these characters, or begins with the first of them."""
    holding = [name for name in products if kind in name] or [name for name in products if name.startswith(kind[0])]
    return holding[0] if len(holding) == 1 else None
