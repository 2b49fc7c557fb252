"""Lists for staff: sign-ups, points, tickets, merchants."""

from __future__ import annotations

from openpyxl import load_workbook

from bot.handlers import people_lists
from catalogue.exports import people as files
from catalogue.tables import Activity
from tests.people.conftest import Street


def test_the_list_of_sign_ups_has_a_sheet_for_each_date_and_the_sum_of_people(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫", people=2)
    street.say("b", "sign_up", activity="河岸清扫", people=2)
    activity = street.session.query(Activity).one()
    file = files.sign_ups_file(street.session, street.files, street.now, [], activity)
    assert file is not None
    book = load_workbook(file)
    rows = [tuple(cell.value for cell in row) for row in book.worksheets[0].iter_rows()]
    assert rows[0][0] == "河岸清扫报名表" and "9:00开始" in str(rows[1][0])
    assert rows[2] == ("姓名", "人数", "状态", "报名时间", "签到")
    assert rows[3][:3] == ("小戴", 2, "已报名") and rows[4][:3] == ("老谭", 2, "候补") and rows[5][:2] == ("合计", 2)
    signed_by_hand = book.worksheets[0]
    assert signed_by_hand.row_dimensions[4].height == 24 and signed_by_hand.column_dimensions["E"].width == 12


def test_who_has_checked_in_is_ticked_off_on_the_list(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫", people=1)
    street.say("b", "sign_up", activity="河岸清扫", people=1)
    street.later(days=1).say("north", "check_in", activity="河岸清扫", names=["小戴"])
    file = files.sign_ups_file(street.session, street.files, street.now, [], street.session.query(Activity).one())
    assert file is not None
    rows = list(load_workbook(file).worksheets[0].iter_rows(min_row=4, values_only=True))
    assert {row[0]: row[4] for row in rows[:2]} == {"小戴": "✓", "老谭": None}


def test_the_list_of_points_sums_up_and_shows_every_entry(street: Street) -> None:
    assert files.points_file(street.session, street.files, street.now) is None
    street.say("north", "award_points", name="小戴", points=3, reason="=HYPERLINK(1)")
    street.say("north", "award_points", name="老谭", points=1)
    file = files.points_file(street.session, street.files, street.now)
    assert file is not None
    book = load_workbook(file)
    rows = [tuple(cell.value for cell in row) for row in book["积分"].iter_rows()]
    assert rows[1] == ("小戴", 3, "V0001", "有效") and rows[-1][:2] == ("合计", 4)
    assert all(cell.data_type != "f" for row in book["明细"].iter_rows() for cell in row)


def test_the_list_of_tickets_leaves_out_other_rooms(street: Street) -> None:
    street.say("a", "report_issue", kind="repair", text="门灯不亮")
    south = street.room("榆荫南群").id
    assert files.tickets_file(street.session, street.files, street.now, [south]) is None
    file = files.tickets_file(street.session, street.files, street.now, None)
    assert file is not None and load_workbook(file).active.cell(2, 4).value == "门灯不亮"


def test_the_list_of_merchants_counts_stars_and_visits(street: Street) -> None:
    street.say("a", "rate_merchant", name="阿福修鞋铺", stars=4)
    street.say("b", "rate_merchant", name="阿福修鞋铺", stars=5)
    street.say("north", "award_points", name="小戴", points=3)
    street.say("shop", "record_visit", None, number="V0001", amount=12.5)
    file = files.merchants_file(street.session, street.files, street.now)
    assert file is not None
    sheet = load_workbook(file).active
    found = dict(zip((cell.value for cell in sheet[1]), (cell.value for cell in sheet[2]), strict=True))
    assert (found["星级"], found["评分数"], found["用卡次数"], found["用卡金额(元)"]) == (4.5, 2, 1, 12.5)
    assert found["居民卡折扣"] == 9


def test_each_list_has_an_exporter() -> None:
    assert set(people_lists.EXPORTERS) == {"sign_ups", "points", "tickets", "merchants"}
