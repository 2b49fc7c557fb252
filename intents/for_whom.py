"""For whom each thing of an order is, where several people are named in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intents.patterns import quick
from intents.pieces import Clause, Piece

# 孙爷爷要两块豆腐 我自己要斤青菜: what follows is the speaker's again
_FOR_MYSELF = re.compile("(?:另外|还有|剩下的?)?(?:[我俺咱](?:自己|自家|们?家)|(?:给)?[我俺](?=(?:也|就|再|只)?[要来订拿留称]))")

# 大葱给奶奶来两捆, said by old neighbours of themselves
_ELDER = "奶奶|爷爷|大[爷妈娘叔婶]|阿?姨|叔叔?|婶子?|老[头太]太?|老[奶爷]"
# 手绳给孙女拿一根: who eats at the same table gets no order of their own for a thing that was named before them
_OWN = re.compile(f"{_ELDER}|[我俺咱]?家?(?:外?孙[子女儿]|儿子|闺女|女儿|孩子|娃儿?|宝宝|老公|老婆|媳妇儿?|老伴儿?|爱人)")
_SPOUSE = re.compile("[我俺咱]?家?老(?:头子|婆子|太婆)")


def by_person(run: Sequence[Clause]) -> list[tuple[str | None, list[Piece]]]:
    """The pieces of a run, parted where another person is named for whom it is."""
    found: list[tuple[str | None, list[Piece]]] = [(None, [])]
    for part in run:
        if found[-1][0] is not None and _FOR_MYSELF.match(part.text) and not part.has("person"):
            found.append((None, []))
        for at, piece in enumerate(part.pieces):
            if piece.kind == "person" and not _SPOUSE.fullmatch(piece.said):
                if any(p.kind in _COUNTED for p in found[-1][1]):
                    thing = _waits_for_its_number(part.pieces, at)
                    if thing is None:
                        found.append((piece.said, []))
                    elif not _OWN.fullmatch(piece.said):
                        found[-1][1].remove(thing)
                        found.append((piece.said, [thing]))
                else:
                    found[-1] = (piece.said, found[-1][1])
            found[-1][1].append(piece)
    return found


_COUNTED = frozenset(("product", "noun", "amount"))


def _waits_for_its_number(pieces: Sequence[Piece], at: int) -> Piece | None:
    """The thing before a person whose number stands behind: 大葱 of 大葱给奶奶来两捆; None where it has its own, or another
    thing does.
    """
    before = [piece for piece in pieces[:at] if piece.kind in _COUNTED]
    behind = [piece for piece in pieces[at + 1 :] if piece.kind in _COUNTED]
    if not before or not behind or before[-1].kind == "amount" or behind[0].kind != "amount":
        return None
    if sum(piece.kind == "amount" for piece in before) >= sum(piece.kind != "amount" for piece in before):
        return None  # 两板鸡蛋给奶奶两捆大葱
    joined = len(behind) > 1 and behind[1].kind != "amount" and behind[1].start == behind[0].end
    return None if joined else before[-1]


_PUT_ASIDE = re.compile(r"[都全]?[放搁送]在?●+")
_THEM = re.compile(r"[给帮替代][他她它]们?(?:家)?")
# 椰汁年糕给他们订2盒, 我给她来一份; 社区给他们买两盒 tells of others
_OF_MINE = quick(r"(?:^|[\s,，。!！~●]|[我俺咱就再也先请]|麻烦)$")


def without_whom_and_where(text: str, pieces: Sequence[Piece]) -> str:
    """The text without where it shall be put (都放南门驿站) and for which of theirs it is (给他们订), which say nothing against
    an order.
    """
    told = masked = text
    for piece in pieces:
        if piece.kind in ("pickup", "product"):
            masked = f"{masked[: piece.start]}{'●' * (piece.end - piece.start)}{masked[piece.end :]}"
    for piece in reversed(pieces):
        theirs = piece.kind in ("person", "other") and _THEM.fullmatch(text, piece.start, piece.end)
        if theirs and _OF_MINE.search(masked[: piece.start]):
            told = f"{told[: piece.start]}{told[piece.end :]}"
        elif piece.kind == "pickup":
            told = f"{told[: piece.start]}●{told[piece.end :]}"
    return _PUT_ASIDE.sub("", told)
