"""What is said of volunteers' certificates and of visits with them."""

from __future__ import annotations

import re

from catalogue.amounts import yuan_text
from catalogue.certificates import NEEDED_POINTS
from catalogue.tables import Certificate, Merchant, Visit

CALLED_BY = re.compile(r"^(?:小|老|阿|大)")
TWO_LETTER_NAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "东方",
    "端木",
    "独孤",
)
FAMILY_NAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁"
    "柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓郁单杭洪包"
    "诸左石崔吉钮龚程邢裴陆荣翁荀甄曲家封储靳段富巫焦谷车侯班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶幸司黎薄印宿白怀蒲邰从鄂索赖"
    "卓蔺屠蒙池乔阴胥苍闻党翟谭贡姬申扶堵冉宰桑桂牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终暨居衡步都耿"
    "满弘匡国文寇广禄东欧沃利越隆师巩聂晁敖融冷辛那简饶空曾沙养鞠须丰巢关查红游竺权盖益岳帅涂肖操"
)


def family_name(nickname: str | None) -> str | None:
    """The family name that a nickname shows (小陈, 李姐, 欧阳老师); None where it shows none."""
    letters = re.sub(r"[^\u4e00-\u9fff]", "", nickname or "")
    for said in (CALLED_BY.sub("", letters, count=1), letters):
        for name in TWO_LETTER_NAMES:
            if said.startswith(name):
                return name
        if said[:1] in FAMILY_NAMES and said:
            return said[0]
    return None


def discount(hundredths: int) -> str:
    """850 → 8.5折."""
    return f"{hundredths // 100}折" if hundredths % 100 == 0 else f"{hundredths / 100:g}折"


CONGRATULATIONS = f"恭喜！志愿积分满{NEEDED_POINTS}分，证书发你私信了🎉"


def earned(certificate: Certificate) -> str:
    """To the member who has just earned it."""
    head = f"恭喜，志愿积分满{NEEDED_POINTS}分，志愿者证书发给你了，编号{certificate.number}"
    return f"{head}，到联盟商家出示就有优惠🎉"


def issued(name: str, certificate: Certificate, new: bool, *, in_private: bool) -> str:
    """To staff; the number only where nobody else reads it."""
    number = f"，编号{certificate.number}" if in_private else ""
    if new:
        return f"发好了：{name}的志愿者证书{number}。"
    return f"{name}已经有证书了{number}，没有重复发。"


def revoked(certificate: Certificate, name: str, reason: str | None) -> str:
    """To staff."""
    why = f"，原因：{reason}" if reason else ""
    return f"证书{certificate.number}收回了（{name}）{why}。积分保留，10分钟内回“撤销”可恢复。"


def taken_away(certificate: Certificate, reason: str | None) -> str:
    """To the member whose certificate was revoked."""
    why = f"，原因是{reason}" if reason else ""
    return f"你的志愿者证书{certificate.number}收回了{why}，积分还在。有疑问请找网格员。"


def restored(certificate: Certificate, name: str) -> str:
    """To staff."""
    return f"证书{certificate.number}恢复了（{name}），现在有效。"


def given_back(certificate: Certificate) -> str:
    """To the member whose certificate is valid again."""
    return f"你的志愿者证书{certificate.number}恢复了，现在又能用了。"


def verified(certificate: Certificate, nickname: str | None, merchant: Merchant | None) -> str:
    """To a merchant: valid or not, the family name, the discount due in that shop; nothing more."""
    if certificate.status != "valid":
        return f"{certificate.number}已经收回，无效，不能享受优惠。"
    family = family_name(nickname)
    whose = f"，持证人姓{family}" if family else ""
    return f"{certificate.number}有效{whose}。{due(merchant, 'volunteer_discount')}"


def due(merchant: Merchant | None, kind: str) -> str:
    """What the discount in this shop is; "" for nobody's shop. kind: volunteer_discount | card_discount."""
    if merchant is None:
        return ""
    hundredths = getattr(merchant, kind)
    if hundredths is None or (kind == "card_discount" and not merchant.card_shown):
        return f"{merchant.name}还没登记这项折扣。"
    who = "志愿者" if kind == "volunteer_discount" else "居民卡"
    return f"{merchant.name}{who}{discount(hundredths)}。"


def visited(visit: Visit, merchant: Merchant | None, kind: str) -> str:
    """To whoever noted it."""
    amount = f"，{yuan_text(visit.amount_fen)}元" if visit.amount_fen is not None else ""
    return f"登记好了：{visit.number}{amount}。{due(merchant, kind)}"


def put_right_by(number: str, amount: float) -> str:
    """To whoever noted a wrong amount: how it is put right; nothing is noted twice."""
    return f"刚记的那笔先说“撤销”（10分钟内），再发“{number} {amount:g}元”，我重新登记。"


def in_two_places(certificate: Certificate, before: Merchant, here: Merchant, minutes: int) -> str:
    """To staff: it was shown at two shops far apart within minutes."""
    return (
        f"证书{certificate.number}有点怪：{minutes}分钟前在{before.name}，现在在{here.name}，走不了这么快。"
        f"请问问本人，要收回说“收回证书 {certificate.number} 原因”。"
    )


def presented_by_another(certificate: Certificate, shop: Merchant | None) -> str:
    """To staff: somebody else came with it."""
    where = shop.name if shop is not None else "有人"
    return f"{where}反映证书{certificate.number}不是本人在用。请核实，要收回说“收回证书 {certificate.number} 原因”。"


def misuse_reported(certificate: Certificate) -> str:
    """To the merchant."""
    return f"记下了，{certificate.number}的事告诉网格员了，这次可以不给优惠。"
