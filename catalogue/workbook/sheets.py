"""The fourteen sheets and their columns, said once: the template, the reader, the checks and the import use this."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "text", "texts", "count", "amount", "money", "degrees", "discount", "yes_no", "choice", "choices",
    "date", "datetime", "hours", "recurrence", "end",
]

PLACE_KINDS = ("小区", "楼栋", "地标", "自提点")
STATUSES = ("营业", "停业", "装修")
IF_SHORT = ("取消", "延期", "照常")
ROLES = ("居民", "志愿者", "网格员", "商户", "管理员")
YES_NO = ("是", "否")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `choices`: the closed list. `refers`: the sheet whose rows its cells must name.

    kind: text(s); count: whole number; amount: thousandths of a unit; money: yuan, kept in fen; discount: 折 × 100;
    hours, recurrence: the grammars of 营业时间 and 发送时间; end: a time, with or without a date.
    whole: what all rows of one 团购, 投票 or 需求征集 must agree on. late: a date alone means the end of that day.
    """

    name: str
    kind: Kind = "text"
    note: str = ""
    key: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    refers: str | None = None
    whole: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, with its columns in the order of the template."""

    name: str
    columns: tuple[Column, ...]
    by_name: dict[str, Column] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Make the columns findable by name."""
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns by which a row is known again."""
        return tuple(column.name for column in self.columns if column.key)


_ALIASES = Column("别名", "texts", "大家平时怎么叫，几个叫法用、隔开")
_PHONE = Column("电话", note="座机带区号")


def _rooms(note: str = "发到哪些群，写群名，几个用、隔开；不填就是所有群", whole: bool = False) -> Column:
    return Column("群", "texts", note, refers="群", whole=whole)


SHEETS: tuple[Sheet, ...] = (
    Sheet("群", (
        Column("群名", key=True, required=True, note="微信群的名字，和手机上看到的一样"),
        Column("群标识", note="不知道就不填，会按群名认"),
        Column("中心地点", required=True, refers="地点", note="“最近”从哪里算起，写“地点”表里的名称"),
        Column("网格", note="这个群归哪个网格"),
        Column("消费积分", "yes_no", "团购消费是否积分，填 是 或 否", choices=YES_NO),
    )),
    Sheet("地点", (
        Column("名称", key=True, required=True, note="例：福园、福园3栋"),
        _ALIASES,
        Column("类型", "choice", "小区、楼栋、地标、自提点，选一个", required=True, choices=PLACE_KINDS),
        Column("经度", "degrees", "高德、腾讯地图上查到的，例：118.0512", required=True),
        Column("纬度", "degrees", "例：36.8134", required=True),
        Column("地址"),
    )),
    Sheet("商户", (
        Column("名称", key=True, required=True),
        _ALIASES,
        Column("类别", "texts", "例：洗衣店、干洗", required=True),
        Column("地址"),
        Column("经度", "degrees", "高德、腾讯地图上查到的；不知道就不填"),
        Column("纬度", "degrees", "不知道就不填"),
        _PHONE,
        Column("负责人"),
        Column("营业时间", "hours", "例：09:00-21:00；周一休息。还可以写 24小时、17:00-02:00、工作日 09:00-18:00"),
        Column("服务内容", "texts", "几样用、隔开"),
        Column("优惠", note="写一句话"),
        Column("居民卡折扣", "discount", "例：8.5折。不能比会员折扣差"),
        Column("会员折扣", "discount", "店里自己的会员打几折"),
        Column("志愿者折扣", "discount", "凭志愿者证打几折"),
        Column("状态", "choice", "营业、停业、装修，不填算营业", choices=STATUSES),
        Column("加盟", "yes_no", "填 是 或 否", choices=YES_NO),
        Column("加盟日期", "date", "例：2026-03-01"),
        Column("承诺", note="对居民的承诺"),
        Column("资质"),
        Column("核实日期", "date", "最近一次核对这一行的日子"),
    )),
    Sheet("团购", (
        Column("团购", key=True, required=True, note="同一个团的几样商品写几行，团名一样"),
        Column("商品", key=True, required=True),
        _ALIASES,
        Column("规格", note="一份里有多少，例：30枚"),
        Column("单位", note="例：份、斤、箱"),
        Column("单价", "money", "元，例：29.8", required=True),
        Column("库存", "amount", "一共多少；不填就是不限"),
        Column("每户限购", "amount", "一户最多买多少；不填就是不限"),
        Column("成团数量", "amount", "这样商品至少要订到多少才成团"),
        Column("未成团", "choice", "到时间没凑够怎么办：取消、延期、照常；不填算取消", choices=IF_SHORT, whole=True),
        Column("产地"),
        Column("批次"),
        Column("开始时间", "datetime", "例：2026-11-26 08:00；不填就是现在", whole=True),
        Column("截止时间", "datetime", "例：2026-11-29 18:00", required=True, whole=True, late=True),
        Column("自提点", "texts", "在哪里取，几个用、隔开", whole=True),
        Column("直播时间", "datetime", "开播前会提醒，例：2026-11-28 19:30", whole=True),
        _rooms("哪些群可以订，写群名；不填就是所有群", whole=True),
    )),
    Sheet("活动", (
        Column("活动", key=True, required=True),
        _ALIASES,
        Column("类型", note="例：志愿服务"),
        Column("开始时间", "recurrence", "例：2026-12-05 09:00，或 每周六 09:00", required=True),
        Column("结束时间", "end", "例：2026-12-05 11:30，或 11:30"),
        Column("地点", note="“地点”表里的名称，或者随便写"),
        Column("名额", "count", "不填就是不限"),
        Column("积分", "count", "来一次记几分"),
        Column("负责人"),
        _rooms("哪些群可以报名，写群名；不填就是所有群"),
    )),
    Sheet("促销", (
        Column("标题", key=True, required=True),
        Column("内容", required=True, note="发到群里的话"),
        Column("商户", refers="商户", note="哪家的，写“商户”表里的名称"),
        Column("发送时间", "recurrence", "例：2026-11-28 10:00，或 每周五 10:00、工作日 12:00、每月1日、15日 09:00",
               required=True),
        _rooms(),
        Column("有效期至", "date", "过了这天就不发了，例：2026-12-31"),
    )),
    Sheet("服务", (
        Column("服务", key=True, required=True),
        _ALIASES,
        Column("提供方"),
        Column("资质"),
        Column("价格", note="写一句话，例：45元/小时，2小时起"),
        Column("可约时段", "hours", "例：工作日 09:00-17:00"),
        _PHONE,
    )),
    Sheet("办事指南", (
        Column("事项", key=True, required=True),
        _ALIASES,
        Column("所需材料", "texts", "几样用、隔开"),
        Column("办理地点"),
        Column("办理时间", "hours", "例：周一至周五 08:30-11:30,13:30-17:00"),
        _PHONE,
        Column("说明"),
    )),
    Sheet("人员", (
        Column("微信标识", key=True, required=True, note="用 linli members 命令可以列出来"),
        Column("昵称"),
        Column("角色", "choices", "居民、志愿者、网格员、商户、管理员，几个用、隔开", required=True, choices=ROLES),
        Column("住址", note="例：福园3栋2单元502"),
        Column("网格"),
        Column("商户", refers="商户", note="是哪家店的，写“商户”表里的名称"),
        Column("卡号", note="居民卡的号码，一户一张"),
    )),
    Sheet("招聘", (
        Column("岗位", key=True, required=True),
        Column("单位"),
        Column("待遇"),
        Column("要求"),
        Column("联系方式"),
        Column("有效期至", "date", "例：2026-12-31"),
    )),
    Sheet("投票", (
        Column("投票", key=True, required=True, note="同一个投票的几个选项写几行，投票名一样"),
        Column("选项", key=True, required=True),
        Column("截止时间", "datetime", "例：2026-12-05 20:00", required=True, whole=True, late=True),
        _rooms("哪些群可以投，写群名；不填就是所有群", whole=True),
    )),
    Sheet("需求征集", (
        Column("征集", key=True, required=True),
        Column("开始时间", "datetime", "不填就是现在", whole=True),
        Column("截止时间", "datetime", "例：2026-12-03 20:00", required=True, whole=True, late=True),
        _rooms("在哪些群征集，写群名；不填就是所有群", whole=True),
    )),
    Sheet("积分商品", (
        Column("名称", key=True, required=True),
        _ALIASES,
        Column("积分", "count", "换一份要几分", required=True),
        Column("库存", "count", "不填就是不限"),
    )),
    Sheet("流动服务", (
        Column("服务车", key=True, required=True),
        Column("服务内容", "texts", "几样用、隔开"),
        Column("地点", key=True, required=True, note="停在哪里，“地点”表里的名称，或者随便写"),
        Column("时间", "recurrence", "例：每周三 09:00-11:00", required=True),
    )),
)

BY_NAME = {sheet.name: sheet for sheet in SHEETS}
