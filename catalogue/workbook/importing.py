"""A whole workbook into the store, or nothing of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.audit import Act, record
from catalogue.homes import Homes
from catalogue.tables import Member, Merchant, Place, Room
from catalogue.workbook.bring_doings import (
    bring_activities,
    bring_collections,
    bring_group_buys,
    bring_polls,
    bring_promotions,
)
from catalogue.workbook.bring_lists import bring_carts, bring_guides, bring_jobs, bring_rewards, bring_services
from catalogue.workbook.bring_places import bring_members, bring_merchants, bring_places, bring_rooms
from catalogue.workbook.checking import Known, read_values
from catalogue.workbook.faults import Fault, WorkbookFaulty
from catalogue.workbook.ledger import Ledger, SheetCount
from catalogue.workbook.pruning import prune as prune_rows
from catalogue.workbook.reading import Book
from intents.days import DayKind, plain_day_kind

# Who is referred to comes before those who refer.
STEPS = (
    bring_places, bring_rooms, bring_merchants, bring_group_buys, bring_activities, bring_promotions, bring_services,
    bring_guides, bring_members, bring_jobs, bring_polls, bring_collections, bring_rewards, bring_carts,
)


@dataclass(slots=True)
class ImportReport:
    """What an import did, by sheet, and the warnings that did not stop it."""

    counts: dict[str, SheetCount] = field(default_factory=dict)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def changed_anything(self) -> bool:
        """Whether the store is different now."""
        return any(count.moved for count in self.counts.values())

    def lines(self) -> list[str]:
        """One line for each sheet that was there, for whoever imported."""
        return [f"{sheet}：{_words(count)}" for sheet, count in self.counts.items()]


def import_book(
    session: Session, book: Book, now: datetime, *, prune: bool = False, day_kind: DayKind = plain_day_kind
) -> ImportReport:
    """Bring a workbook into the store, in the caller's transaction. day_kind: for the first date of promotions.

    Only what differs from the last import overwrites anything, so what was changed in the chat since stays.
    prune: what is no longer in the workbook is taken out of use; orders and history stay.
    Raises: WorkbookFaulty with all faults; then nothing was written.
    """
    checked = read_values(book, known_names(session, book, prune=prune))
    if checked.errors:
        raise WorkbookFaulty(checked.faults)
    ledger = Ledger.opened(session, checked, now, day_kind)
    for step in STEPS:
        step(ledger)
    if prune:
        prune_rows(ledger)
    if ledger.counts.get("地点", SheetCount()).moved:
        _settle_homes(session)
    report = ImportReport(ledger.counts, [fault for fault in checked.faults if fault.warning])
    if report.changed_anything:
        versions.touch(session)
        after = {sheet: [count.new, count.changed, count.removed] for sheet, count in report.counts.items()}
        record(session, Act(now), "import", after=after)
    session.flush()
    return report


def known_names(session: Session, book: Book, *, prune: bool = False) -> Known:
    """Names in the store that a workbook's cells may refer to; with prune, only those of sheets that it has not."""
    known: dict[str, dict[str, str]] = {}
    for sheet, table in (("地点", Place), ("商户", Merchant)):
        rows = session.execute(select(table.name, table.aliases)).tuples().all()
        known[sheet] = {alias: name for name, aliases in rows for alias in aliases} | {name: name for name, _ in rows}
    rooms = session.execute(select(Room.name, Room.former_names).where(or_(Room.left_at.is_(None), Room.removed)))
    known["群"] = {name: name for now, before in rooms for name in (*before, now)}
    return {sheet: names for sheet, names in known.items() if not (prune and sheet in book.sheets)}


def _settle_homes(session: Session) -> None:
    """Places came, went or were renamed: see again which building or compound each home is."""
    homes = Homes(session)
    for member in session.scalars(select(Member).where(Member.home.is_not(None))):
        home = homes.find(member.home or "", grid=member.grid)
        if home is not None and home.place_id != member.home_place_id:
            member.home_place_id = home.place_id


def _words(count: SheetCount) -> str:
    parts = [
        f"{word}{number}" for word, number in (
            ("新增", count.new), ("更新", count.changed), ("没变", count.unchanged), ("移除", count.removed),
            ("有记录没删", count.kept),
        ) if number
    ]
    return "、".join(parts) or "没有内容"
