"""What is told of goods with numbers and is no order: old times, what was reported or delivered, what a house holds."""

from __future__ import annotations

import re

from intents.patterns import Sifted

_N = "[0-9一二两三四五六七八九十半几]"
# Whoever asks for something now tells a story only by the way.
_NOW_MINE = re.compile(
    rf"[给帮替]我|[我俺咱](?:们|家|们家)?(?:也|就|再|还|先|只|想|都){{0,2}}[要来订定报](?!了|过|的)|这[次回期]|今天(?:想|要|来)|再[来要订]|"
    rf"(?:^|[\s,，])(?:要|来|订|整){_N}|记上|登记一下|算我|谢谢|麻烦"
)
_OLD_TIMES = Sifted(
    r"当年|想当初|想当年|那阵[子儿]?(?!.{0,2}[再去来])|那会儿|那年头|那年月|那时候?|那个?年代|小时候|年轻(?:时|那会|的时候|那阵)|我们小时|早些?年|前些年|"
    r"[五六七八九]十年代|[56789]0年代|困难时期|计划经济|生产队|大锅饭|凭票|粮票|肉票|从前|旧社会|刚解放|下乡|插队|改革开放"
)
_REPORTED = Sifted(
    r"报上来|报过来|上报了|(?:一共|总共|合计|目前|已经?|都)报了|"
    r"[0-9一二三四五六七八九十][栋幢楼组队]?(?:号楼|单元|栋|幢|楼|组)[^,，。]{0,10}?(?:(?:还没|没|都|已经?|全)(?:来)?(?:[报登交取拿领齐接]|统计)|[报订要]了)|"
    r"[帮给替](?:大家|你们|各位|邻居们)[^,，。]{0,4}(?:登记|记|统计|报|订|带|拿|领)|"
    r"(?:到货|来货|进货|卸货|发货|入库|出库)(?:了|共|:)?|(?:还没|没)(?:有人|人)?(?:来)?[取领提](?![消])|没人[领取要]|[搬扛抬运拉卸](?:上楼|下车|下来|进来|完|过来)了?(?![吗么没])|"
    r"(?:目前|截至|截止|到现在|至今|到目前|现在)(?:为止)?(?:一共|总共|共|已经?|都)?(?:登记|报|订|收|统计|接龙|拼|团)(?:到|了|出)|"
    r"(?<![给帮替]我)(?:登记|统计|核对|汇总|接龙|清点)(?:了|到|出来?|下来)(?![吗没么])|还差[^,，。]{1,6}(?:成团|起送|起运|够)"
)


def tells_a_story(text: str) -> bool:
    """Whether a text with goods and numbers tells of old times or reports what others ordered, and asks for nothing now."""
    return bool(_OLD_TIMES.search(text) or _REPORTED.search(text)) and not _NOW_MINE.search(text)
