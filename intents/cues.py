"""Words that make a message worth reading, by what they say; the gate finds them together with the names."""

from __future__ import annotations

# What has to stand beside a name for a message to concern the bot: a question, a number or a word of ordering, a
# word of
# joining, a word of voting. SURELY: worth reading without any name.
# MEASURED: the units of what is wished for, which no message lacks that counts something that nobody sells.
ASKED, COUNTED, JOINED, CHOSEN, SURELY, MEASURED = 1, 2, 4, 8, 16, 32

# Words without which no free intent is meant where no name is known: 报名 alone, +1, 有什么活动, 不要了.
_SURE = (
    "报名 提货 取货 发货 到货 哪里拿 哪里取 哪拿 哪取 哪儿拿 哪儿取 他们家 他们电话 他们的电话 他家电话 他们地址 他们几点 "
    "有冇 边间 边度 团些 团了 团什么 拼团 请人 活路 找个工作 我参加 "
    "做不做 卖不卖 修不修 洗不洗 收不收 报个名 名额 "
    "时候拿 时候取 时候去拿 时候去取 时候能拿 时候能取 时候可以 几点拿 几点取 几点去拿 几点去取 哪天拿 哪天取 哪天去拿 "
    "接龙 #接 #Group +1 +2 +3 加一 同上 跟一个 跟团 我也 也要 也来 算我 带我 加我 团购 优惠 打折 折扣 "
    "促销 特价 活动 招工 招人 招聘 在招 找工作 零工 兼职 活干 全部退 都退 不要了 我不要 不订 "
    "取消 退了 退掉 改成 改为 换成 变成 我投 我选 投票 截止 自提 还有吗 还有别 订单 志愿 有什么工作 什么活 订的 团的 "
    "我那份 我的单 单子撤 哪里办 在哪办 哪儿办 怎么办啊 怎么领 报账 报销 怎么办理 怎么申请 去哪办 到哪办 什么手续 什么材料 "
    "能订 可以订 群里能 群里可以 群里现在 能团 可以团 团啥 好团 团都 收单 开团 "
    "改到 换到 改在 换在 挪到 转到 "
    "哪里招 哪儿招 哪家招 谁家招 招不招 有招 暑假工 寒假工 暑期工 学生工 日结 哪里要人 哪家要人 要人帮忙 哪里有活 "
    "截单 封团 哪领 哪里领 哪儿领 哪天到 几号到 什么店 啥店 啥子店 哪些店 什么商店 哪些商户 哪些商家 "
    "报上名 名字写 来得及 赶得上 哪些东西 好东西 东西去哪 东西到哪 东西在哪 适合 哪几样 哪几种 "
    "划算 用卡 耍事 好耍 耍的 啥好玩 什么好玩 事做 事情做 活儿 要人不 要人吗 请人不 岗位 工作可以 投第 选第 投给"
)
_ASKS = (
    "好久 好多 几时 啥时 么事 点样 蹲个 蹲一 "
    "营业时间 能领 哪 ? ？ 吗 嘛 伐 有没 有无 多少 几 怎 咋 什么 啥 推荐 电话 号码 谁 求 是不是 上班 地址 优惠 打折 几折 还有吗 "
    "还有没 还有货 开不开 关门 开门 开着的 营业的 能不能 材料 手续 店没 方没 着没 着不 门没 业没 班没 "
    "在不在 么样 么子 何解 多咱 多会儿 休息不 周围 旁边 "
    "的没 想找 要找 近点的 近一点 在那里 在那儿 那里有 那儿有 开没 关没 货没 了没 在没 附近 最近的"
)
# Whether a shop does something: 修不修, 坐不坐诊, 来不来.
_DOES = "歇放代做修洗卖看收接送配换补剪烫染改裁寄印打拍照贴开治装镶拔种按磨租办教代搞弄坐出来关上营休"
_WHETHER = " ".join(f"{does}不{does}" for does in _DOES)
_COUNTS = (
    "0 1 2 3 4 5 6 7 8 9 壹 贰 叁 一 二 两 俩 仨 三 四 五 六 七 八 九 十 半 几 各 来 要 订 定 买 拿 带 留 报 登记 加 改 换 "
    "退 取消 算了 免了 不用了"
)
_JOINS = (
    "划掉 退了 撤了 +我 我们 留 写 占 带 我和 我跟 我家 个人 们去 报 参加 去 来 算 加 带 取消 几 吗 哪 什么 ? ？ "
    "一位 两位 三位 一共 个都 我陪 想学 喊上 叫上 捎上 落下 少不了"
)
_CHOOSES = "投 选 支持 赞成 同意 票"
_MEASURES = "斤 箱 盒 袋 桶 瓶 份 板 提 筐 篮 罐 打 包 只 条 棵 颗 捆 扎 盆 坛 缸 壶 串 根 束 枝 把 kg 个 俩 仨 台 床 张 套"
_KINDS_OF_CUES = (
    (ASKED, f"{_ASKS} {_WHETHER}"), (COUNTED, _COUNTS), (JOINED, _JOINS), (CHOSEN, _CHOOSES), (SURELY, _SURE),
    (MEASURED, _MEASURES),
)
CUE_WORDS = tuple(dict.fromkeys(word for _, words in _KINDS_OF_CUES for word in words.split()))
CUE_BITS = {word: sum(bit for bit, words in _KINDS_OF_CUES if word in words.split()) for word in CUE_WORDS}
