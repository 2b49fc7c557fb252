"""Staff take somebody else off the list of an activity."""

from __future__ import annotations

from sqlalchemy import select

from bot.context import Context
from bot.handlers.asking import ask, room_ids
from bot.handlers.naming import tidy
from bot.handlers.promoted import promoted_told
from bot.messages import Outcome
from bot.numbered import safe_name
from bot.rights import standing_of
from bot.wording import activities as words
from catalogue import sign_ups
from catalogue.activities import is_here
from catalogue.reasons import NotPossible
from catalogue.recipients import people_named
from catalogue.tables import Activity, Occurrence, SignUp
from intents.reading import Reading
from intents.scene import Doubt

Found = tuple[Activity, Occurrence, SignUp]


def take_off(ctx: Context, reading: Reading) -> Outcome:
    """Take back the sign-ups of those whom staff name; who waited gets their places. Raises: NotPossible for none."""
    if not standing_of(ctx.session, ctx.sender).is_staff_in(ctx.room):
        raise NotPossible("别人的报名，请本人来说，或者请网格员帮着取消。")
    names = [tidy(str(name)) for name in reading.slots["names"]]
    title = reading.slots.get("activity")
    found = {name: _live(ctx, name, str(title) if title else None) for name in names}
    missing = [safe_name(name) for name, rows in found.items() if not rows]
    if len(missing) == len(names):
        raise NotPossible(f"{'、'.join(missing)}没有报{f'“{title}”' if title else '活动'}的名，不用取消。")
    rows = [row for each in found.values() for row in each]
    titles = tuple(dict.fromkeys(activity.name for activity, _, _ in rows))
    if len(titles) > 1:
        return ask(ctx, reading, f"要取消哪个？{words.choices(titles)}", Doubt("which_activity", choices=titles))
    soonest = min(occurrence.starts_at for _, occurrence, _ in rows)
    taken = [row for _, occurrence, row in rows if occurrence.starts_at == soonest]
    promoted = sign_ups.cancel_sign_ups(ctx.session, taken, ctx.act, command=True)
    whose = "、".join(safe_name(name) for name, rows in found.items() if rows)
    text = words.taken_off(whose, titles[0], sum(row.people for row in taken), missing)
    slots = {"activity": titles[0]}
    return ctx.done(reading, ctx.answer(text), *promoted_told(ctx.session, promoted, ctx.now), slots=slots)


def _live(ctx: Context, name: str, title: str | None) -> list[Found]:
    """What somebody of this name is signed up for here and has not begun: their own, or entered for them by this name."""
    members = [member.id for member in people_named(ctx.session, name, ctx.rooms)]
    own = SignUp.member_id.in_(members) & (SignUp.party == "")
    rows = ctx.session.execute(
        select(Activity, Occurrence, SignUp)
        .join(Occurrence, Occurrence.activity_id == Activity.id)
        .join(SignUp, SignUp.occurrence_id == Occurrence.id)
        .where((SignUp.party == name) | own, SignUp.status.in_(sign_ups.LIVE), Occurrence.starts_at > ctx.now)
        .order_by(Occurrence.starts_at, SignUp.id)
    ).all()
    here = [(one[0], one[1], one[2]) for one in rows if is_here(one[0].rooms, room_ids(ctx))]
    return [one for one in here if title is None or one[0].name == title or title in one[0].aliases]
