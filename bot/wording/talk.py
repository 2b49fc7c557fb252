"""What is said where no part of life has the word: the hint, the apology, the refusal."""

from __future__ import annotations

HINT = "这句我没听明白。找店、团购、报名都可以问我，说“帮助”看看我会什么。"
NOT_DONE = "这句也没听懂，什么都没办。换个说法再试试。"
APOLOGY = "不好意思，我这边刚才出了点岔子，这件事没办成，过一会儿再说一次吧。"
FOR_STAFF = "这件事要网格员来办，跟网格员说一声就行。"
FOR_ADMINISTRATORS = "这件事要管理员来办，跟管理员说一声就行。"
SLOWLY = "发得有点快，我先都记着，过一分钟再回你。"


ANOTHERS_SHOP = "这是别家店的事，我只能帮你办自己店的。别的请找网格员。"


def refusal(administrators_only: bool) -> str:
    """That the sender's role does not allow it, and who can do it."""
    return FOR_ADMINISTRATORS if administrators_only else FOR_STAFF
