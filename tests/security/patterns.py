"""Every pattern of the program, and how long it takes on texts written to make patterns slow."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from itertools import product
from types import ModuleType

import bot
import catalogue
import intents
import schedules
from intents.grammar import grammars
from intents.patterns import Quick, Sifted

LONGEST = 2_000
MOST_S = 0.010
ASKED = frozenset(("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"))
# So long are the texts on which a pattern is tried: a steep one is found out before it takes for ever.
LENGTHS = (12, 16, 20, 26, 34, 44, 57, 74, 96, 125, 160, 210, 270, 350, 500)
# What takes less than this at the last of them may grow by the third power and is still quick at the full length.
QUICK_S = MOST_S * (LENGTHS[-1] / LONGEST) ** 3
UNITS = (
    "1", "１", "一", "十", "零", " ", "\t", "\u3000", "，", "、", "。", "\n", "#", "@", "-", "－", ".", ":", "：",
    "/", "+", "+1", "a", "A1", "鸡蛋", "两", "两盒", "点", "半", "月", "日", "周六", "号", "栋", "单元", "室",
    "3栋2单元", "1-", "1-1", "元", "2元/", "折", "的", "不", "要", "1. 老李\n", "\n1", "1.", "( ", "（", "）", "“",
    "13", "138", "0571-", "每周", "到", "1点", "1点到", "9:00-", "<a>", "&lt;", "=", "开团", "！？", "帮", "给", "我",
    "你", "人", "每箱", "了", "吗", "谢谢", "没有",
)
HEADS, ENDS = ("", "鸡蛋1"), ("x", "\u2005")


@dataclass(frozen=True, slots=True)
class Used:
    """A pattern, and the slowest of the ways in which it is asked: search, fullmatch or match."""

    pattern: re.Pattern[str]
    way: str

    def takes_s(self, text: str) -> float:
        """Seconds of this thread's own time; another program that keeps the machine busy does not count."""
        look = getattr(self.pattern, self.way)
        begun = time.thread_time()
        look(text)
        return time.thread_time() - begun

    def best_s(self, text: str) -> float:
        """The shortest of up to five attempts; one that is far off is not repeated."""
        best = self.takes_s(text)
        for _ in range(4):
            if best <= MOST_S or best > 10 * MOST_S:
                break
            best = min(best, self.takes_s(text))
        return best


def every_pattern() -> dict[str, Used]:
    """Each pattern in the program, once, by where it stands."""
    found: dict[str, Used] = {}
    for module in _modules():
        tree = ast.parse(inspect.getsource(module))
        uses = _uses(tree)
        for name, value in vars(module).items():
            if hasattr(value, "cache_info") and not inspect.signature(value).parameters:
                value = value()  # made once, when it is first needed
            for where, pattern in _inside(f"{module.__name__}.{name}", value, 4):
                found[where] = Used(pattern, _way(uses.get(name, set())))
        found |= _inline(module, tree)
    for intent, grammar in grammars().items():
        found |= {where: Used(pattern, "search") for where, pattern in _inside(f"grammar of {intent}", grammar, 4)}
    once = {(one.pattern.pattern, one.pattern.flags, one.way): where for where, one in found.items()}
    return {where: found[where] for where in once.values()}


def _modules() -> Iterator[ModuleType]:
    for package in (bot, catalogue, intents, schedules):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not module.name.endswith(("__main__", ".env")) and "versions" not in module.name:
                yield importlib.import_module(module.name)


def _uses(tree: ast.AST) -> dict[str, set[str]]:
    """By which methods each name of a module is used; "" where it is handed on."""
    uses: dict[str, set[str]] = {}
    asked = {id(one.value): one.attr for one in ast.walk(tree) if isinstance(one, ast.Attribute)}
    for one in ast.walk(tree):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
            uses.setdefault(one.id, set()).add(asked.get(id(one), ""))
    return uses


def _way(uses: set[str]) -> str:
    if uses == {"match"}:
        return "match"
    return "fullmatch" if uses and uses <= {"match", "fullmatch"} else "search"


def _inline(module: ModuleType, tree: ast.AST) -> dict[str, Used]:
    """What is written where it is used: re.search("…", text). Patterns made of what is known only then are left out."""
    found = {}
    for one in ast.walk(tree):
        if not (isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.args):
            continue
        owner = one.func.value
        if isinstance(owner, ast.Name) and owner.id == "re" and one.func.attr in ASKED:
            try:
                written = eval(compile(ast.Expression(one.args[0]), "pattern", "eval"), vars(module).copy())
            except NameError:
                continue
            if isinstance(written, str):
                found[f"{module.__name__}:{one.lineno}"] = Used(re.compile(written), _way({one.func.attr}))
    return found


def _inside(where: str, value: object, depth: int) -> Iterator[tuple[str, re.Pattern[str]]]:
    value = value.pattern if isinstance(value, Sifted) else value
    if isinstance(value, Quick):
        value = re.compile(value.pattern, value.flags)
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield where, value
    elif depth and isinstance(value, dict):
        for key, one in value.items():
            yield from _inside(f"{where}[{key}]", one, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for number, one in enumerate(value):
            yield from _inside(f"{where}[{number}]", one, depth - 1)
    elif depth and is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _inside(f"{where}.{one.name}", getattr(value, one.name, None), depth - 1)


def slow(used: Used) -> str | None:
    """The first hostile text on which a pattern takes more than 10 ms; None: there is none."""
    for unit in UNITS:
        for number, (head, end) in enumerate(product(HEADS, ENDS)):
            # The first is tried ever longer: where the time grows exponentially this must be found out at a short one.
            for length in LENGTHS if number == 0 else LENGTHS[-1:]:
                took = used.best_s(_hostile(head, unit, end, length))
                if took > MOST_S:
                    return f"{head}{unit!r}… of {length}: {took * 1000:.0f} ms"
            if took > QUICK_S and (took := used.best_s(_hostile(head, unit, end, LONGEST))) > MOST_S:
                return f"{head}{unit!r}… of {LONGEST}: {took * 1000:.0f} ms"
    return None


def _hostile(head: str, unit: str, end: str, length: int) -> str:
    return head + (unit * length)[: length - len(head) - 1] + end
