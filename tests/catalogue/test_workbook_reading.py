"""Reading and checking a workbook: every fault is told, and nothing dangerous is opened."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from catalogue import workbook
from catalogue.workbook import SHEETS, Fault, WorkbookRefused, check, read_workbook, write_book, write_template
from catalogue.workbook.cells import CellError, CellWarning, as_text, read_cell, read_discount
from catalogue.workbook.checking import read_values
from catalogue.workbook.sheets import BY_NAME
from intents.days import CHINA
from tests.conftest import TODAY


def folder(tmp_path: Path, **sheets: str) -> Path:
    """A folder of CSV files."""
    place = tmp_path / "表"
    place.mkdir(exist_ok=True)
    for name, text in sheets.items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
    return place


def reasons(faults: list[Fault]) -> dict[tuple[str, int, str], str]:
    """The faults by where they are."""
    return {(fault.sheet, fault.row, fault.column): fault.reason for fault in faults}


PLACES = "名称,类型,经度,纬度\n清园,小区,120.1,30.1\n"


def test_our_own_neighbourhood_has_no_fault() -> None:
    assert check(workbook.sample(TODAY)) == []


def test_all_faults_are_told_at_once_with_sheet_row_column_and_value(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        群="群名,中心地点\n清园群,青园\n,清园\n",
        地点=PLACES + "河边,河,120.1,abc\n塔,地标,30.1,120.1\n清园,小区,120.1,30.1\n",
        商户="名称,类别,营业时间,居民卡折扣,会员折扣,状态,核实日期\n"
             "甲店,超市,天天开心,九点折,8折,开门,2026-13-40\n乙店,,09:00-18:00,9折,8折,,\n",
        团购="团购,商品,单价,库存,截止时间,群\n鲜团,蛋,2.555,-1,2026-11-30 18:00,清园群\n"
             "鲜团,菜,两块,,2026-11-30 19:00,\n",
        促销="标题,内容,商户,发送时间\n早安,大家好,丙店,每周八 10:00\n",
        人员="微信标识,角色\nwx_1,居民、管里员\n",
    )
    found = reasons(check(read_workbook(path)))
    errors = {
        ("群", 2, "中心地点"): "清园", ("群", 3, "群名"): "空",
        ("地点", 3, "类型"): "小区", ("地点", 3, "纬度"): "数字",
        ("地点", 4, "经度"): "反", ("地点", 4, "纬度"): "反", ("地点", 5, "名称"): "第2行",
        ("商户", 2, "居民卡折扣"): "8.5折",
        ("商户", 2, "状态"): "营业", ("商户", 2, "核实日期"): "这一天", ("商户", 3, "类别"): "空",
        ("团购", 2, "单价"): "小数", ("团购", 2, "库存"): "小于0", ("团购", 3, "单价"): "数字",
        ("团购", 3, "截止时间"): "第2行", ("团购", 3, "群"): "第2行", ("促销", 2, "商户"): "丙店",
        ("促销", 2, "发送时间"): "每周八", ("人员", 2, "角色"): "管理员",
    }
    warnings = {("商户", 2, "营业时间"): "不清楚", ("商户", 3, "居民卡折扣"): "8折"}
    assert set(found) == {*errors, *warnings}
    for where, word in {**errors, **warnings}.items():
        assert word in found[where], (where, found[where])
    lines = [fault.line() for fault in check(read_workbook(path))]
    assert "商户, 2, 状态, 开门, " in "\n".join(lines)
    assert sum(line.startswith("W ") for line in lines) == len(warnings)


def test_unknown_columns_and_sheets_are_told_with_the_name_that_was_meant(tmp_path: Path) -> None:
    path = folder(tmp_path, 地点="名称,类型,经度,纬度,别 名,地扯\n清园,小区,120.1,30.1,园,某路\n", 商铺="名称\n甲\n")
    found = check(read_workbook(path))
    assert all(fault.warning for fault in found)
    assert ["地址" in fault.reason for fault in found if fault.column == "地扯"] == [True]
    assert ["商户" in fault.reason for fault in found if fault.sheet == "商铺"] == [True]


def test_a_missing_required_column_is_told(tmp_path: Path) -> None:
    path = folder(tmp_path, 地点="名称,类型,经度\n清园,小区,120.1\n")
    assert ("地点", 1, "纬度") in reasons(check(read_workbook(path)))


def test_marks_spaces_order_and_byte_order_mark_in_headers_do_not_matter(tmp_path: Path) -> None:
    path = folder(tmp_path, 地点="\ufeff纬度+, 类 型 ,名称*,经度＋\n30.1,小区,清园,120.1\n\n,,,\n")
    book = read_workbook(path)
    assert check(book) == []
    assert [row.cells["名称"] for row in book.sheets["地点"].rows] == ["清园"]


def test_the_lines_of_a_fault_stay_one_line() -> None:
    line = Fault("商户", 3, "名称", "甲\n乙" + "长" * 300, "不行").line()
    assert "\n" not in line
    assert len(line) < 120


@pytest.mark.parametrize(("written", "meant"), [
    ("8.5折", 850), ("8.5", 850), (8.5, 850), ("５.5折", 550), ("八五折", 850), ("八折", 800), ("10折", 1000), (9, 900),
    ("8.85折", 885), ("不打折", 1000),
])
def test_discounts_as_shops_write_them(written: object, meant: int) -> None:
    assert read_cell(written, BY_NAME["商户"].by_name["居民卡折扣"]) == meant  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["0.85", "0折", "85%", "很便宜", "-8", "120", "11.5折"])
def test_a_discount_that_may_mean_something_else_is_refused(written: str) -> None:
    with pytest.raises(CellError) as caught:
        read_discount(written)
    assert not isinstance(caught.value, CellWarning)


def test_a_discount_of_two_digits_is_taken_with_a_warning() -> None:
    with pytest.raises(CellWarning) as caught:
        read_discount("85折")
    assert caught.value.value == 850


@pytest.mark.parametrize("written", [
    "2026-11-29 18:00", "2026/11/29 18:00:00", "2026年11月29日18点", "2026.11.29 18时", "２０２６-11-29 18：00",
    "2026-11-29T18:00", "20261129 18:00", datetime(2026, 11, 29, 18, 0), 46355.75,  # noqa: DTZ001
])
def test_moments_as_people_write_them(written: object) -> None:
    found = read_cell(written, BY_NAME["团购"].by_name["截止时间"])  # type: ignore[arg-type]
    assert found == datetime(2026, 11, 29, 18, 0, tzinfo=CHINA)


@pytest.mark.parametrize(("written", "clock"), [("2026-11-29", "23:59"), (date(2026, 11, 29), "23:59"),
                                                ("2026-11-29 24:00", "00:00")])
def test_a_deadline_without_a_time_is_the_end_of_the_day(written: object, clock: str) -> None:
    found = read_cell(written, BY_NAME["团购"].by_name["截止时间"])  # type: ignore[arg-type]
    assert isinstance(found, datetime)
    assert f"{found:%H:%M}" == clock


@pytest.mark.parametrize(("written", "meant"), [
    ("28", 2800), ("39.9", 3990), (39.900000000000006, 3990), ("¥1,280.50元", 128050), ("０.5", 50), (0, 0),
])
def test_prices_are_exact(written: object, meant: int) -> None:
    assert read_cell(written, BY_NAME["团购"].by_name["单价"]) == meant  # type: ignore[arg-type]


@pytest.mark.parametrize(("written", "meant"), [
    (57155501.0, "57155501"), ("  0571-1 ", "0571-1"), ("a\x00b\u200b", "ab"),
])
def test_texts_are_taken_as_they_look(written: object, meant: str) -> None:
    assert read_cell(written, BY_NAME["商户"].by_name["电话"]) == meant  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40) | st.floats() | st.integers() | st.booleans() | st.dates() | st.datetimes() | st.none())
def test_no_cell_breaks_the_reader(raw: object) -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            try:
                read_cell(raw, column)  # type: ignore[arg-type]
            except CellError as error:
                assert str(error)


# --- Excel files -----------------------------------------------------------------------------------------------


def test_the_template_has_every_column_with_a_note_and_the_closed_lists(tmp_path: Path) -> None:
    write_template(tmp_path / "空.xlsx")
    pages = load_workbook(tmp_path / "空.xlsx")
    assert pages.sheetnames == [sheet.name for sheet in SHEETS]
    for sheet in SHEETS:
        page = pages[sheet.name]
        assert [cell.value for cell in page[1]] == [column.name for column in sheet.columns]
        assert all(cell.comment is not None and cell.comment.text for cell in page[1])
        assert page.freeze_panes == "A2"
        offered = [rule.formula1 for rule in page.data_validations.dataValidation]
        closed = [column for column in sheet.columns if column.choices and column.kind != "choices"]
        assert offered == [f'"{",".join(column.choices)}"' for column in closed]


def test_the_empty_template_can_be_imported(tmp_path: Path) -> None:
    write_template(tmp_path / "空.xlsx")
    book = read_workbook(tmp_path / "空.xlsx")
    assert set(book.sheets) == {sheet.name for sheet in SHEETS}
    assert check(book) == []


def test_our_neighbourhood_written_as_a_workbook_reads_back_the_same(tmp_path: Path) -> None:
    book = workbook.sample(TODAY)
    write_book(book, tmp_path / "青柳湾.xlsx")
    again = read_workbook(tmp_path / "青柳湾.xlsx")
    values = [
        {name: [row.values for row in rows] for name, rows in read_values(one, {}).rows.items()}
        for one in (book, again)
    ]
    assert values[0] == {
        name: [{column: value for column, value in row.items() if column in book.sheets[name].columns} for row in rows]
        for name, rows in values[1].items()
    }


@settings(max_examples=40, deadline=None)
@given(cells=st.lists(st.tuples(st.text(min_size=1, max_size=12), st.text(max_size=20)), min_size=1, max_size=6))
def test_any_text_survives_the_way_through_an_excel_file(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("x") / "x.xlsx"
    book = workbook.sample(TODAY)
    guides = book.sheets["办事指南"]
    texts = [(as_text(name), as_text(note)) for name, note in cells]
    guides.rows = [
        type(guides.rows[0])(number, {"事项": name, "说明": note})
        for number, (name, note) in enumerate(texts, start=2) if name
    ]
    write_book(book, path)
    again = read_workbook(path).sheets["办事指南"].rows
    wanted = [(name, note) for name, note in texts if name]
    assert [(as_text(row.cells["事项"]), as_text(row.cells["说明"])) for row in again] == wanted
    assert all(cell.data_type != "f" for page in load_workbook(path) for line in page for cell in line)


def test_real_dates_and_numbers_in_cells_are_read(tmp_path: Path) -> None:
    pages = Workbook()
    page = pages.active
    page.title = "团购"
    page.append(["团购", "商品", "单价", "库存", "截止时间", "直播时间"])
    page.append(["鲜团", "蛋", 28.5, 12.0, datetime(2026, 11, 29), datetime(2026, 11, 28, 19, 30)])  # noqa: DTZ001
    page["E2"].number_format = "yyyy/m/d"
    pages.save(tmp_path / "x.xlsx")
    row = read_values(read_workbook(tmp_path / "x.xlsx"), {}).rows["团购"][0]
    assert (row.values["单价"], row.values["库存"]) == (2850, 12000)
    assert row.values["截止时间"] == datetime(2026, 11, 29, 23, 59, tzinfo=CHINA)
    assert row.values["直播时间"] == datetime(2026, 11, 28, 19, 30, tzinfo=CHINA)


def test_a_formula_counts_as_its_last_result_and_never_as_text(tmp_path: Path) -> None:
    pages = Workbook()
    page = pages.active
    page.title = "招聘"
    page.append(["岗位", "单位"])
    page.append(["收银", '=HYPERLINK("http://x","y")'])
    pages.save(tmp_path / "x.xlsx")
    row = read_workbook(tmp_path / "x.xlsx").sheets["招聘"].rows[0]
    assert row.cells["单位"] is None


def bomb(path: Path, size: int, name: str = "xl/worksheets/sheet1.xml") -> Path:
    """A small file that unpacks to a large one."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr(name, b"0" * size)
    return path


@pytest.mark.parametrize("size", [3_000_000, 25_000_000])
def test_a_file_that_unpacks_to_something_huge_is_not_opened(tmp_path: Path, size: int) -> None:
    with pytest.raises(WorkbookRefused, match="解开以后太大"):
        read_workbook(bomb(tmp_path / "bomb.xlsx", size))


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbookRefused, match="20000行"):
        read_workbook(folder(tmp_path, 招聘="岗位\n" + "".join(f"岗{number}\n" for number in range(20_001))))


def test_a_row_said_to_stand_far_below_is_not_waited_for(tmp_path: Path) -> None:
    write_template(tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as old, zipfile.ZipFile(tmp_path / "y.xlsx", "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                far = b'<row r="900000000"><c r="A900000000"><v>1</v></c></row></sheetData>'
                part = part.replace(b"</sheetData>", far)
            new.writestr(name, part)
    with pytest.raises(WorkbookRefused, match="20000行"):
        read_workbook(tmp_path / "y.xlsx")


@pytest.mark.parametrize(("start", "end", "warning"), [
    ("2026-12-05 09:00", "2026-12-05 08:00", False), ("2026-12-05 22:00", "00:30", True),
    ("每周六 09:00", "2026-12-05 11:00", False), ("2026-12-05 09:00", "以后再说", False),
])
def test_an_end_that_does_not_fit_its_start_is_told(tmp_path: Path, start: str, end: str, warning: bool) -> None:
    path = folder(tmp_path, 活动=f"活动,开始时间,结束时间\n合唱,{start},{end}\n")
    assert [(fault.column, fault.warning) for fault in check(read_workbook(path))] == [("结束时间", warning)]


@pytest.mark.parametrize(("end", "kept"), [("11:30", "11:30"), ("11点半", "11:30"), ("每周六 11:30", "11:30")])
def test_an_end_is_kept_as_a_time(end: str, kept: str) -> None:
    assert read_cell(end, BY_NAME["活动"].by_name["结束时间"]) == kept


@pytest.mark.parametrize(("name", "content", "said"), [
    ("x.xlsx", b"not a zip", "另存为"), ("x.xls", b"\xd0\xcf\x11\xe0", "另存为"), ("商户.csv", b"x", "文件夹"),
])
def test_what_is_no_workbook_is_explained(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WorkbookRefused, match=said):
        read_workbook(tmp_path / name)


def test_a_broken_workbook_a_wrong_encoding_and_nothing_at_all_are_explained(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<broken")
    with pytest.raises(WorkbookRefused, match="坏了"):
        read_workbook(tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "z.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    with pytest.raises(WorkbookRefused, match="不会有的内容"):
        read_workbook(tmp_path / "z.xlsx")
    with pytest.raises(WorkbookRefused, match="找不到"):
        read_workbook(tmp_path / "y.xlsx")
    empty = folder(tmp_path)
    with pytest.raises(WorkbookRefused, match=re.escape("没有 .csv")):
        read_workbook(empty)
    (empty / "商户.csv").write_bytes("名称\n甲".encode("gb18030"))
    with pytest.raises(WorkbookRefused, match="UTF-8"):
        read_workbook(empty)


def test_the_sample_plays_in_the_week_in_which_it_is_looked_at() -> None:
    for today in (date(2027, 2, 15), date(2027, 2, 21)):
        rows = workbook.sample(today).sheets["团购"].rows
        deadlines = {datetime.fromisoformat(str(row.cells["截止时间"])).date() for row in rows}
        starts = {datetime.fromisoformat(str(row.cells["开始时间"])).date() for row in rows}
        assert max(starts) <= today < min(deadlines)
        assert {day.weekday() for day in deadlines} == {2, 3, 1}
