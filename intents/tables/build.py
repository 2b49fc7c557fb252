"""Makes the tables of characters from OpenCC and pypinyin; run by hand when those get better, never at run time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).parent

# A traditional character to the table, and what Sichuan writes for an aunt: 刘孃孃 keeps her name.
WRITTEN_SO = frozenset("孃")
# Characters that are widely misread or mistaken for another, filed under the syllable that people type for them.
MISREAD = {"焙": "pei", "券": "juan", "酵": "xiao", "地": "di"}


def ideographs() -> Iterator[str]:
    """Every character of the two common blocks of Chinese characters."""
    for start, end in ((0x3400, 0x4DC0), (0x4E00, 0xA000)):
        yield from map(chr, range(start, end))


def simplified_rows(simplify: Callable[[str], str]) -> dict[str, str]:
    """Simplified character → the traditional ones that become it; only where one character of the BMP gives one."""
    rows: dict[str, list[str]] = defaultdict(list)
    for character in ideographs():
        plain = simplify(character)
        if character not in WRITTEN_SO and plain != character and len(plain) == 1 and ord(plain) < 0x10000:
            rows[plain].append(character)
    return {plain: "".join(found) for plain, found in sorted(rows.items())}


def syllable_rows(read: Callable[[str], str], traditional: frozenset[str]) -> dict[str, str]:
    """Syllable without tone → the simplified characters read so (the commonest reading of each)."""
    rows: dict[str, list[str]] = defaultdict(list)
    for character in ideographs():
        if character in traditional or not _in_gbk(character):
            continue
        syllable = MISREAD.get(character) or read(character)
        if syllable.isascii() and syllable.isalpha():
            rows[syllable].append(character)
    return {syllable: "".join(found) for syllable, found in sorted(rows.items())}


def _in_gbk(character: str) -> bool:
    try:
        return len(character.encode("gbk")) == 2
    except UnicodeEncodeError:
        return False


def write(path: Path, header: str, rows: dict[str, str]) -> None:
    """Write one table: a comment line, then key, tab, characters."""
    lines = [f"# {header}", *(f"{key}\t{characters}" for key, characters in rows.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Build both tables beside this file."""
    from opencc import OpenCC  # type: ignore[import-untyped,unused-ignore]
    from pypinyin import Style, lazy_pinyin

    rows = simplified_rows(OpenCC("t2s").convert)
    write(HERE / "simplified.tsv", "simplified, traditional; from OpenCC, Apache-2.0", rows)
    traditional = frozenset("".join(rows.values())) - frozenset(rows)
    syllables = syllable_rows(
        lambda character: lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)[0], traditional
    )
    write(HERE / "syllables.tsv", "syllable, characters; made with pypinyin, MIT", syllables)


if __name__ == "__main__":
    main()
