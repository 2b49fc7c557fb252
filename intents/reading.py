"""What a message was understood to mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from intents.scene import Doubt


@dataclass(slots=True, unsafe_hash=True)  # nobody changes it: frozen, it would take three microseconds longer to make
class Reading:
    """One intent with its slots, as spec'd in the table of intents; a slot that the message does not state is absent.

    intent: `none` where the bot is to stay silent (or, addressed, give its hint).
    doubts: what must be asked; slots hold only what is clear.
    also: further things that the same message asks (an order and a question); the first reading is the one that writes.
    answers: the message answers the speaker's open question. ends_question: the open question is void (算了, a new order).
    unmet: a `free` or addressed intent whose condition does not hold here ("no_group_buy", "no_order", "not_signed_up",
    "no_activity", "no_poll", "no_collection"; "closed": what it changes has just ended); the handler explains it.
    more: "还有吗": go on with the list that was shown to the speaker.
    silent: nothing may be said even though the bot is addressed (thanks).
    hash_command: the message began with `#`.
    reasons: why, in words of a community worker, in the order in which they weighed.
    """

    intent: str = "none"
    slots: Mapping[str, Any] = field(default_factory=dict)
    confidence: float = 1.0
    doubts: tuple[Doubt, ...] = ()
    also: tuple[Reading, ...] = ()
    answers: bool = False
    ends_question: bool = False
    unmet: str | None = None
    more: bool = False
    silent: bool = False
    hash_command: bool = False
    reasons: tuple[str, ...] = ()


NOTHING = Reading()
