"""Sixty people, three hundred messages, and in the end exactly the right Excel files."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from bot.assembly import assemble
from bot.outbox import Rules
from bot.replay import Replay, _bind_rooms, imported
from bot.transcript import read_transcript
from tests.conversations.talks import SAMPLE
from tests.orders.day import BEGINS, GOODS, TITLE, Day, a_day

Table = list[tuple[Any, ...]]


def played(day: Day, folder: Path) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Table]]]:
    """What came of each message, and the sheets of every file that was written."""
    transcript, files = folder / "day.jsonl", folder / "files"
    files.mkdir()
    transcript.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in day.lines), encoding="utf-8")
    out = io.StringIO()
    with imported(SAMPLE, BEGINS - timedelta(minutes=1)) as database:
        parts = assemble(database, files=files, rules=Rules(notice_wait=timedelta(0)))
        refs = _bind_rooms(database)
        with database.read() as session:
            parts.scenes.refresh(session)
        Replay(parts, out, refs).run(read_transcript(transcript))
    said = {line["id"]: line for line in map(json.loads, out.getvalue().splitlines()) if line["id"]}
    books = {
        file.name: {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(file)}
        for file in files.iterdir()
    }
    return said, books


def under(table: Table, first: str) -> Table:
    """The rows under the head that begins with this word, the sums left out."""
    place = next(number for number, row in enumerate(table) if row[0] == first)
    return [row for row in table[place + 1:] if row[0] != "合计"]


def test_a_day_of_sixty_people_ends_with_exactly_the_right_files(tmp_path: Path) -> None:
    day = a_day()
    said, books = played(day, tmp_path)
    answered = [line for line in day.quiet if said[line]["replies"]]
    assert not answered, [said[line] for line in answered]
    assert not [line for line in said.values() if line.get("asking")]
    whole = next(book for name, book in books.items() if name.startswith(f"{TITLE}订单"))
    wanted = {(name, product, count) for name, held in day.ledger.items() for product, count in held.items()}
    by_person: dict[tuple[str, str], float] = {}
    for row in under(whole["按人"], "单号"):
        by_person[row[1], row[3]] = by_person.get((row[1], row[3]), 0) + row[4]
    assert {(name, product, count) for (name, product), count in by_person.items()} == wanted
    supplied = next(book for name, book in books.items() if name.startswith(f"{TITLE}供货单"))
    sums = {product: sum(held.get(product, 0) for held in day.ledger.values()) for product in GOODS}
    assert {row[0]: row[3] for row in under(supplied["供货汇总"], "商品")} == {name: sum_ for name, sum_ in sums.items() if sum_}
    assert not any(name in str(supplied) for name in day.ledger)
    due = sum(GOODS[product][1] * count for _, product, count in wanted)
    head = next(row for row in supplied["供货汇总"] if row[0] == "商品")
    sum_row = next(row for row in supplied["供货汇总"] if row[0] == "合计")
    assert sum_row[head.index("金额(元)")] * 100 == due, (head, sum_row)
    assert set(whole) == {"供货汇总", "柳岸南门驿站", "送货", "按人"}
    brought = {(row[1], row[3]) for row in under(whole["送货"], "谁送")}
    assert {name for name, _ in brought} == {name for name, held in day.ledger.items() if "栋" in name and held}
