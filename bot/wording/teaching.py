"""How it reads when staff teach the bot, and when they look at what it did not understand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NOTHING_UNCLEAR = "这7天里@我的话，我都听懂了。"
NOTHING_TAUGHT = "还没有人教过我。比如：\n“#同义词 干洗铺=洗衣店”\n“#快答 垃圾几点收=早上7点到9点”"
ASK_SAID = {
    "answer": "大家会怎么问？把那句话发我，比如“垃圾几点收”。",
    "synonym": "大家怎么叫它？把那个叫法发我，比如“干洗铺”。",
}
ASK_MEANT = {"answer": "“{said}”怎么答？把要说的话发我。", "synonym": "“{said}”就是什么？发我认得的叫法，比如“洗衣店”。"}
ASK_WHAT_TO_DROP = "要忘掉哪一句？把那句话发我；说“教过的话”能看到都有哪些。"


def unclear(rows: Sequence[tuple[int, str]]) -> str:
    """The texts with their numbers, and how to teach one."""
    lines = [f"{number}. {_short(text)}" for number, text in rows]
    first, last = rows[0][0], rows[-1][0]
    return "\n".join((
        "这些话我没听懂（留7天）：", *lines, f"教我就说“{first} 就是 洗衣店”，或者“{last} 答 早上7点到9点”。",
    ))


def taught(rows: Iterable[tuple[str, str, str]]) -> str:
    """(kind, said, meant) as lines."""
    lines = [
        f"问“{said}” 答：{_short(meant)}" if kind == "answer" else f"“{said}”就是“{_short(meant)}”"
        for kind, said, meant in rows
    ]
    return "\n".join(("教过我的话：", *lines, "不要了就说“#删快答”或“#删同义词”加上那句话。"))


def answer_learned(said: str, meant: str, before: str | None) -> str:
    """That a quick answer counts from now on."""
    instead = f"（原来答的是：{_short(before)}）" if before else ""
    return f"学会了：有人@我问“{said}”，就答“{meant}”。{instead}\n10分钟内回“撤销”可收回。"


def word_learned(said: str, meant: str) -> str:
    """That a word means a known name from now on."""
    return f"学会了：“{said}”就是“{meant}”，现在就管用。\n10分钟内回“撤销”可收回。"


def saying_learned(said: str, meant: str) -> str:
    """That a whole message is taken for another one from now on."""
    return f"学会了：有人@我说“{said}”，就当“{meant}”来办。\n10分钟内回“撤销”可收回。"


def forgotten(said: str) -> str:
    """That it counts no more."""
    return f"忘掉了：“{said}”。10分钟内回“撤销”可恢复。"


def not_known(meant: str) -> str:
    """That the meaning is itself not understood, and what would be."""
    return f"“{meant}”我也不认得。换成我认得的店、商品、服务的叫法，或者一句我听得懂的话。"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
