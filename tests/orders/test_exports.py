"""The Excel lists."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from catalogue.exports.sheets import add_sheet, new_book, safe, save
from tests.orders.conftest import START, Street, items_slot


def sheets(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each sheet."""
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(file).worksheets}


def test_orders_are_listed_for_the_supplier_for_each_point_and_by_person(street: Street) -> None:
    street.order("a", ("豆角", 1.5), ("鲜鲈鱼", 1))
    street.order("d", ("豆角", 2), pickup="东岗亭", beneficiary="我舅妈")
    outcome = street.say("staff", "export", {"what": "orders", "group_buy": "早市团"})
    assert outcome.replies[0].text == "早市团的订单发你私信了。"
    assert outcome.replies[0].file is None
    reply = outcome.replies[1]
    assert reply.room is None and reply.file is not None
    tables = sheets(reply.file)
    assert list(tables) == ["供货汇总", "居委会门口", "东岗亭", "送货", "按人"]
    assert tables["供货汇总"][0][0] == "早市团：供货汇总"
    assert tables["供货汇总"][1][0] == "11月29日 18:00截止，11月28日 9:02制表"
    assert tables["供货汇总"][2][3:7] == ("数量", "居委会门口", "东岗亭", "现价(元)")
    assert tables["供货汇总"][3][:9] == ("鲜鲈鱼", None, "条", 1, 1, None, 28, 28, 1)
    assert tables["供货汇总"][4][3:8] == (3.5, 1.5, 2, 6.5, 22.75)
    assert tables["供货汇总"][-1][:8] == ("合计", None, None, None, None, None, None, 50.75)
    assert tables["东岗亭"][2] == ("单号", "姓名", "商品", "数量", "金额(元)", "已付", "已取", "签名", "备注")
    assert tables["东岗亭"][3][:7] == (2, "我舅妈", "豆角", "2斤", 13, None, None)
    assert tables["按人"][1][:4] == (1, "钟姐", "梧桐里3栋2单元502", "豆角")
    assert tables["按人"][3][11:] == ("阿桃", "11月28日 9:01")


def test_money_is_written_with_two_decimals_and_numbers_of_goods_are_not(street: Street) -> None:
    street.order("a", ("豆角", 1.5))
    file = street.say("staff", "export", {"what": "orders", "group_buy": "早市团"}).replies[1].file
    assert file is not None
    sheet = load_workbook(file)["供货汇总"]
    formats = {sheet.cell(3, column).value: sheet.cell(4, column).number_format for column in range(1, sheet.max_column + 1)}
    assert formats["金额(元)"] == formats["现价(元)"] == "0.00" and formats["数量"] == "General"
    assert sheet.row_dimensions[1].height == 24, "a large title is not cut off at the top"


def test_who_has_fetched_but_not_paid_still_owes(street: Street) -> None:
    street.order("a", ("豆角", 2))
    street.order("d", ("豆角", 1))
    street.say("staff", "mark_picked_up", {"name": "钟姐", "group_buy": "早市团"})
    street.say("staff", "mark_paid", {"name": "阿桃", "group_buy": "早市团"})
    file = street.say("staff", "export", {"what": "orders", "group_buy": "早市团"}).replies[1].file
    assert file is not None
    rows = sheets(file)["居委会门口"]
    assert rows[3][5:7] == (None, "✓") and rows[4][5:7] == ("✓", None)
    assert ("还没收的钱", 13) in [(row[1], row[4]) for row in rows]


def test_a_list_prints_one_page_wide_with_its_head_on_every_page(street: Street) -> None:
    street.order("a", ("豆角", 2))
    file = street.say("staff", "export", {"what": "orders", "group_buy": "早市团"}).replies[1].file
    assert file is not None
    sheet = load_workbook(file)["居委会门口"]
    assert sheet.page_setup.fitToWidth == 1 and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3" and sheet.freeze_panes == "A4"


def test_the_supplier_s_sheet_names_nobody(street: Street) -> None:
    street.order("a", ("豆角", 1))
    file = street.say("staff", "export", {"what": "orders", "group_buy": "早市团"}).replies[1].file
    assert file is not None
    assert "钟姐" not in str(sheets(file)["供货汇总"])


def test_the_demand_is_listed_by_rank_and_by_person(street: Street) -> None:
    street.say("a", "express_demand", {"items": items_slot(("年糕", 2))}, text="年糕2斤")
    file = street.say("staff", "export", {"what": "demand"}).replies[1].file
    assert file is not None
    assert sheets(file)["排名"] == [("名次", "商品", "户数", "数量"), (1, "年糕", 1, "2斤")]
    assert sheets(file)["按人"][1] == ("钟姐", None, "年糕", 2, "斤", "11月28日 9:00")


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", " =1", "=HYPERLINK(\"x\")"]
)
def test_no_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    book = new_book()
    add_sheet(book, text, [text, "b"], [[text, 1], ["好", 2]], [text, 3])
    file = save(book, tmp_path, text, START)
    assert "<f>" not in zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    for row in load_workbook(file).worksheets[0].iter_rows():
        for cell in row:
            assert cell.data_type != "f"
    assert str(safe(text)).startswith("'")


def test_what_xml_cannot_hold_is_left_out(tmp_path: Path) -> None:
    book = new_book()
    add_sheet(book, "表", ["名\x00\x0b\ud800称"], [["好\x1f"]])
    assert sheets(save(book, tmp_path, "a/b\\..:*", START)) == {"表": [("名称",), ("好",)]}


def test_the_head_stays_in_view_and_columns_are_wide_enough(tmp_path: Path) -> None:
    book = new_book()
    add_sheet(book, "表", ["姓名", "商品"], [["钟姐", "一种名字很长的商品"]])
    sheet = load_workbook(save(book, tmp_path, "清单", START)).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["B"].width >= 18


def test_what_cannot_be_exported_is_said(street: Street) -> None:
    assert "还不能导出" in street.say("staff", "export", {"what": "sky"}).replies[0].text
