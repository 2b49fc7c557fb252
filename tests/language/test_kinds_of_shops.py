from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest

from intents.days import CHINA
from intents.gate import may_concern
from intents.lexicon import Entry, Lexicon
from intents.scene import Message, Scene
from intents.surfaces import everyday_kinds
from intents.understand import understand

AT = datetime(2026, 12, 1, 10, 0, tzinfo=CHINA)

# (what the workbook calls it, what people of the north, the south and Sichuan say)
SAID = [
    ("理发店", "剪头发 剪头 推头 烫头 剃头 焗油 剪个头"), ("手机维修", "修手机 换屏 贴膜 贴个膜"),
    ("早餐店", "早点 早饭 过早 吃早茶 热干面"), ("口腔诊所", "牙科 看牙 补牙 拔智齿"), ("药店", "药房 药铺 买药 抓药"),
    ("菜市场", "菜场 菜市 街市 买菜"), ("便利店", "小卖部 小卖铺 士多店 副食店"), ("打印店", "复印 打印 打印资料 彩印"),
    ("照相馆", "拍照 证件照 拍寸照 洗相片"), ("配钥匙", "配钥匙 配把钥匙 打钥匙"), ("开锁", "开锁 换锁芯 修门锁"),
    ("废品回收", "收废品 卖纸壳 收荒匠 卖破烂"), ("家政", "保洁 钟点工 打扫卫生 做清洁"), ("月嫂", "月嫂 请月嫂 催乳师"),
    ("宠物店", "给狗洗澡 宠物寄养 猫粮"), ("快递驿站", "取快递 寄快递 拿件 代收点"), ("裁缝店", "改裤脚 换拉链 锁边 撬裤边"),
    ("管道疏通", "通马桶 通下水道 下水道堵了"), ("澡堂", "搓澡 泡澡 澡堂子"), ("采耳", "掏耳朵 挖耳朵"),
    ("公厕", "公共厕所 洗手间"),
    ("充电桩", "电瓶车充电 充电站"), ("白蚁防治", "除白蚁 灭蟑螂"), ("护工", "陪诊 住院陪护"), ("刻章", "做锦旗 刻印章"),
    ("米粉店", "嗦粉 吃米线"), ("农贸市场", "菜市场 早市"), ("空调清洗", "洗空调 洗油烟机"), ("寿衣店", "花圈 买香烛"),
    ("电动车维修", "修电瓶车 补自行车胎"), ("老年食堂", "助餐点 长者食堂"),
]


@cache
def scene(category: str) -> Scene:
    return Scene(Lexicon.build([Entry(category, "category", category)]), room="一群")


@cache
def everything() -> Scene:
    """A neighbourhood that has a shop of every kind."""
    names = [sorted(called)[0] for called, _ in everyday_kinds()]
    return Scene(Lexicon.build(Entry(name, "category", name) for name in names), room="一群")


@pytest.mark.parametrize(("category", "said"), [(category, word) for category, words in SAID for word in words.split()])
def test_a_kind_of_shop_is_found_by_what_people_say_for_it(category: str, said: str) -> None:
    for text in (f"附近有没有{said}的地方", f"请问哪里可以{said}", f"小区附近哪里有{said}的"):
        message = Message(text, AT)
        assert may_concern(message, scene(category)), text
        reading = understand(message, scene(category))
        assert (reading.intent, reading.slots.get("category")) == ("find_merchant", category), text


def test_there_are_words_for_more_than_sixty_kinds_of_shops_and_services() -> None:
    kinds = everyday_kinds()
    assert len(kinds) > 120
    assert sum(len(said) for _, said in kinds) > 1000
    assert all(called and said for called, said in kinds)
    firsts = [sorted(called)[0] for called, _ in kinds]
    assert len(set(firsts)) == len(firsts)
    assert all(len(word) > 1 for _, said in kinds for word in said)


TALK = (
    "{}", "今天去{}了", "刚{}回来 累死了", "我家{}那个 你还记得吧", "昨天{}花了两百块", "{}真的好贵啊", "他说{}要排队", "哈哈{}",
    "{}？你疯了吧",
)


def test_words_of_shops_alone_and_in_talk_get_no_answer() -> None:
    said = [form.format(word) for _, words in everyday_kinds() for word in words for form in TALK]
    answered = [text for text in said if may_concern(Message(text, AT), everything())
                and understand(Message(text, AT), everything()).intent != "none"]
    assert answered == []
