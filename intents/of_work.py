"""Whether the name of a job is asked after as work: 保洁 is a service too, and 面包 is sold before it is learned to bake."""

from __future__ import annotations

from intents.heard import Heard
from intents.lexicon import Found
from intents.patterns import Sifted

_WORK = Sifted(
    "招|工作|活|兼职|零工|岗位|职位|[小临]时工|[要请缺差用收]人|人手|应聘|工资|待遇|月薪|上班|打工|[想要能][去来]?(?:找|做|当|干)"
    "|找[^,，。]{0,6}[做干]|缺|要不要"
)


def asks_for_work(heard: Heard, found: Found) -> bool:
    """Whether a text speaks of work, or the name in it is a job's own, and no service's, shop's or thing's besides."""
    if _WORK.search(heard.text):
        return True
    if heard.times:
        return False
    other = found.values("service", "category", "offering", "product", "merchant")
    return not other and any(name.kind == "job" and name.full for name in found.names)
