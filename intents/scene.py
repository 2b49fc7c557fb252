"""What the reader of a message may know: who speaks, what is open in this room, what was said just before.

All values are immutable. `bot` builds a Scene when the catalogue changes, never for each message; Speaker and
Talk are looked up only for a message that passed the gate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ahocorasick_rs import AhoCorasick

from intents.normalise import normalise
from intents.numbers import is_usual_unit
from intents.taught import Taught

if TYPE_CHECKING:
    from intents.lexicon import Lexicon

NOTHING_TAUGHT = Taught()
RESIDENT, VOLUNTEER, MERCHANT, GRID_WORKER, ADMINISTRATOR = "居民", "志愿者", "商户", "网格员", "管理员"
STAFF = frozenset((GRID_WORKER, ADMINISTRATOR))


@dataclass(frozen=True, slots=True)
class Location:
    """A shared position: GCJ-02 degrees and the label that WeChat shows."""

    lng: float
    lat: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """The message that another one quotes; by_bot and by_staff tell whose it was."""

    text: str
    sender_id: str = ""
    by_bot: bool = False
    by_staff: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the reader sees it. `at` is aware. `addressed`: the bot is @-mentioned, or it is a private chat."""

    text: str
    at: datetime
    sender_id: str = ""
    sender_name: str = ""
    addressed: bool = False
    private: bool = False
    quote: Quote | None = None
    location: Location | None = None
    relay_xml: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """Something that an open group buy sells; `stock_left` None: no limit. Quantities are in units (1.5 斤)."""

    name: str
    group_buy: str
    aliases: tuple[str, ...] = ()
    unit: str = ""
    spec: str = ""
    price_fen: int = 0


@dataclass(frozen=True, slots=True)
class GroupBuy:
    """A group buy that takes orders here and now."""

    title: str
    products: tuple[Product, ...]
    deadline: datetime
    pickup_points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity that takes sign-ups here and now; `starts_at` is its next occurrence."""

    name: str
    starts_at: datetime
    aliases: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll that is open here and now. opened_at: when it was announced in the chat; None: it came with the workbook."""

    title: str
    options: tuple[str, ...]
    opened_at: datetime | None = None


_OF_PRODUCTS = (
    "products", "products_by_name", "short_names", "short_heads", "rare_units", "_places", "_by_ending", "_people_finder",
)


# What ends in a character that, alone, means something else in a kitchen.
_OF_ANOTHER_KIND = frozenset((
    "玉米", "虾米", "生米", "土豆", "洋葱", "核桃", "凤梨", "鱿鱼", "甲鱼", "章鱼", "墨鱼", "鲍鱼", "奶油", "酱油", "黄油",
    "蚝油", "地瓜", "木瓜", "菜花", "花菜", "石榴", "番茄", "花椒", "胡椒", "皮蛋", "豆瓣", "魔芋", "海带",
))


@dataclass(frozen=True)  # no slots: what is derived from it is kept with it
class Scene:
    """What is open in one room (or, in a private chat, in all rooms of the sender) between two instants.

    `people` maps a display name to the channel ids of the members of 人员 and of this room who carry it.
    `closed_products`: names of products whose group buy is not open here (an order for them is explained when addressed).
    `taught`: what staff taught besides names. `ended`: the group buys that ended here in the last days.
    `staff`: the channel ids of grid workers and administrators.
    """

    lexicon: Lexicon
    room: str | None = None
    bot_names: tuple[str, ...] = ("小邻",)
    group_buys: tuple[GroupBuy, ...] = ()
    activities: tuple[Activity, ...] = ()
    polls: tuple[Poll, ...] = ()
    collections: tuple[str, ...] = ()
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    muted: bool = False
    taught: Taught = field(default_factory=lambda: NOTHING_TAUGHT)
    ended: tuple[GroupBuy, ...] = ()
    staff: frozenset[str] = frozenset()

    @cached_property
    def as_it_was(self) -> Scene:
        """The same place with what has ended lately in the stead of what is open."""
        return replace(self, group_buys=self.ended, collections=(), ended=())

    @cached_property
    def products(self) -> tuple[Product, ...]:
        """All products on sale here, in the order of their group buys."""
        return tuple(product for group_buy in self.group_buys for product in group_buy.products)

    @cached_property
    def products_by_name(self) -> Mapping[str, tuple[Product, ...]]:
        """The products on sale here by name; several where several group buys sell one of that name."""
        named: dict[str, tuple[Product, ...]] = {}
        for product in self.products:
            named[product.name] = (*named.get(product.name, ()), product)
        return named

    @cached_property
    def rare_units(self) -> tuple[str, ...]:
        """The measure words of what is on sale here that nobody would know without the workbook (嘟噜), the longest first."""
        units = {product.unit for product in self.products if 0 < len(product.unit) < 3 and not is_usual_unit(product.unit)}
        return tuple(sorted(units, key=lambda unit: (-len(unit), unit)))

    def sold_as(self, names: Collection[str]) -> list[Product]:
        """The products on sale here that have one of these names, in the order of their group buys."""
        places = self._places
        return [self.products[place] for place in sorted(place for name in names for place in places.get(name, ()))]

    def ending_in(self, words: str) -> list[Product]:
        """The products on sale here of which the name or an alias ends in these words, in the order of their group buys.

        Of one character only what is of that kind: 熟玉米 is no 米, 奶油 no 油.
        """
        called = ((product, (product.name, *product.aliases)) for product in self._by_ending.get(words[-1:], ()))
        return [product for product, names in called if any(
            name.endswith(words) and (len(words) > 1 or name[-2:] not in _OF_ANOTHER_KIND) for name in names
        )]

    @cached_property
    def activity_names(self) -> frozenset[str]:
        """What the activities are called that take sign-ups here."""
        return frozenset(activity.name for activity in self.activities)

    @cached_property
    def options(self) -> Mapping[str, Poll]:
        """What can be voted for here, and in which poll."""
        return {option: poll for poll in self.polls for option in poll.options}

    @cached_property
    def plain_people(self) -> tuple[str, ...]:
        """The names of people as they stand in a normalised text, those of one character left out."""
        return tuple(plain for name in self.people if len(plain := normalise(name)) > 1)

    @cached_property
    def people_of_one_character(self) -> Mapping[str, str]:
        """The members whose name is one character (鹏), by how it stands in a normalised text."""
        return {plain: name for name in self.people if len(plain := normalise(name)) == 1}

    def people_said(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Each name of `plain_people` that stands in a normalised text, in the order of the names, and from where to where."""
        finder, known = self._people_finder
        last, end = -1, 0
        for place, start, stop in sorted(finder.find_matches_as_indexes(text, overlapping=True)) if finder else ():
            if place != last or start >= end:
                yield self.plain_people[place], start, stop
                last, end = place, stop
        for plain in self.plain_people[known:]:
            start = text.find(plain)
            while start >= 0:
                yield plain, start, start + len(plain)
                start = text.find(plain, start + len(plain))

    @cached_property
    def _people_finder(self) -> tuple[AhoCorasick | None, int]:
        """What finds all names of people at once, and how many of them it knows: who is only `knowing`, it does not."""
        return (AhoCorasick(self.plain_people) if self.plain_people else None), len(self.plain_people)

    def knowing(self, name: str, channel_id: str) -> Scene:
        """The same scene in which somebody is known by this name as well."""
        if not name or channel_id in self.people.get(name, ()):
            return self
        known = replace(self, people={**self.people, name: (*self.people.get(name, ()), channel_id)})
        # Made for one message: what is derived from the products is the same, and long to make where much is on sale.
        for derived in _OF_PRODUCTS:
            known.__dict__[derived] = getattr(self, derived)
        plain = normalise(name)
        named = len(plain) > 1 and name not in self.people
        known.__dict__["plain_people"] = (*self.plain_people, plain) if named else self.plain_people
        return known

    @cached_property
    def _places(self) -> Mapping[str, tuple[int, ...]]:
        places: dict[str, tuple[int, ...]] = {}
        for place, product in enumerate(self.products):
            places[product.name] = (*places.get(product.name, ()), place)
        return places

    @cached_property
    def _by_ending(self) -> Mapping[str, list[Product]]:
        """The products by the last character of what they are called: to look through all took 90 ms of 50,000."""
        found: dict[str, list[Product]] = {}
        for product in self.products:
            for last in {called[-1:] for called in (product.name, *product.aliases)}:
                found.setdefault(last, []).append(product)
        return found

    @cached_property
    def short_names(self) -> Mapping[str, Product]:
        """What begins the name of one product on sale here only."""
        from intents.short_names import beginnings  # it knows products, which are described here

        return beginnings(self.products)

    @cached_property
    def short_heads(self) -> frozenset[str]:
        """The first two characters of each of `short_names`: where none of them stands, none of those does."""
        return frozenset(short[:2] for short in self.short_names)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that must be asked before the rest of a message may be acted on.

    kind: which_product | unknown_product | how_many | how_many_each (of the choices) | vague_quantity | unit | sold_out |
    too_many | over_limit | which_activity | which_group_buy | which_person | same_again | each_of_what (of those in `said`) |
    missing (a command's slot, named in `said`) | confirm (only the word in `said` does it).
    `choices` are the answers to name to the sender (workbook names); `offer` is the quantity that "好" accepts.
    """

    kind: str
    said: str = ""
    product: str | None = None
    quantity: float | None = None
    choices: tuple[str, ...] = ()
    offer: float | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the bot put to this speaker in this room less than 5 minutes ago.

    `slots` are those of the intent that are settled but not recorded because of the doubt (beneficiary, pickup, …).
    """

    intent: str
    doubts: tuple[Doubt, ...]
    asked_at: datetime
    slots: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """A list of shops (or other entries) shown to this speaker less than 5 minutes ago: for "还有吗", "第二家电话".

    told: the one of which more was told last; None: none yet.
    """

    intent: str
    slots: Mapping[str, Any]
    names: tuple[str, ...]
    shown_at: datetime
    told: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, and what is theirs here. Empty for somebody unknown."""

    id: str = ""
    roles: frozenset[str] = frozenset()
    merchant: str | None = None
    ordered: frozenset[str] = frozenset()          # names of products in own or beneficiary's live orders here
    signed_up: frozenset[str] = frozenset()        # names of activities
    demanded: frozenset[str] = frozenset()         # products named in an open collection
    question: Question | None = None
    shown: Shown | None = None
    quantities: Mapping[str, float] = field(default_factory=dict)  # of `ordered`, for the speaker's own; in units
    told: Shown | None = None                      # the goods or the service that the bot spoke of last, if it was one
    parties: Mapping[str, int] = field(default_factory=dict)  # of `signed_up`, how many people the speaker's own party is
    waiting: frozenset[str] = frozenset()          # of `ordered`, what the speaker stands in a queue for

    @property
    def is_staff(self) -> bool:
        """A grid worker or an administrator (for which rooms, `bot` decides)."""
        return not self.roles.isdisjoint(STAFF)


@dataclass(frozen=True, slots=True)
class LastAct:
    """The last order, sign-up or vote in this room: what "+1" repeats. kind: order | sign_up | vote | express_demand."""

    kind: str
    at: datetime
    sender_id: str
    products: tuple[str, ...] = ()
    activity: str | None = None
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said in this room lately: the last act (10 minutes), and when the bot, staff or an order last spoke
    of a group buy here (30 minutes), with the titles or products that were spoken of."""

    last_act: LastAct | None = None
    group_buy_spoken_at: datetime | None = None
    spoken_of: tuple[str, ...] = ()
