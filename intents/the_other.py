"""Which of two sorts the rest of a number goes to: 赣南两箱 另一种一箱, 一箱赣南 剩下的纽荷尔."""

from __future__ import annotations

from collections.abc import Sequence

from intents.measuring import Amount
from intents.patterns import Sifted
from intents.pieces import Piece

_REST = Sifted(
    r"(?:另外?|别|其他|其它)的?(?:那|一|1)?[种样个款边](?:的|也|都|就)?|(?:剩下|其余|余下|剩)的?(?:那)?(?:[种样个款])?(?:也|都|就|全)?"
)
Named = list[tuple[str, Amount | None]]


def with_the_other(text: str, named: Named, choices: Sequence[str], quantity: float | None, pieces: Sequence[Piece]) -> Named:
    """The sorts with how much of each, where an answer to `which of the two` speaks of the other or of the rest.

    quantity: how many were asked about in all. Of what cannot be told the amount says no number, so that it is asked.
    """
    rest = _REST.search(text) if len(choices) == 2 and named else None
    if rest is None:
        return named
    first, amount = named[0]
    other = next(name for name in choices if name != first)
    behind = [piece.amount for piece in pieces if piece.kind == "amount" and piece.start >= rest.end()]
    if behind and behind[0] is not amount:
        told = behind[0]
        if amount is None and quantity and told and told.value and quantity > told.value:
            amount = Amount(quantity - told.value, "", told.said)
        return [(first, amount), (other, told)]
    taken = amount.number if amount and amount.number is not None else amount.value if amount else None
    left = quantity - taken if quantity and taken else 0
    return [(first, amount), (other, Amount(left) if left > 0 else Amount(None, vague=True))]
