"""Which changes of the code of rights no test notices: `python -m bench.code_mutants [MODULE ...] [--workers 2]`.

Each mutant differs from the module in one place: a comparison, a sign or a number is another one, a
condition or a member of a list is missing, a statement is left out. A process that has loaded everything forks; the
child puts the mutant in the place of the module and runs those of the module's tests that come by its line, until one
fails. What survives is printed with its line: kill it by a test, or say why it is the same.
"""

import argparse
import ast
import concurrent.futures
import copy
import importlib
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FunctionType, ModuleType
from typing import NamedTuple

import coverage

TESTS = {
    "storage.people.bearing": ["tests/storage/test_forgotten.py", "tests/storage/test_retention.py"],
    "storage.audited.kept_texts": ["tests/storage/test_deleted.py", "tests/storage/test_retention.py"],
    "storage.sqlite.wiping": ["tests/storage/test_deleted.py", "tests/storage/test_retention.py"],
    "storage.sealing.keys": ["tests/storage/test_keys.py"],
    "storage.audited.retention": [
        "tests/storage/test_forgotten.py", "tests/storage/test_retention.py", "tests/storage/test_talkers.py",
        "tests/storage/test_updates.py", "tests/storage/test_deleted.py",
    ],
    "storage.audited.rights": ["tests/storage/test_rights.py"],
    "auditor.conductors.one_person": ["tests/auditor/test_rights.py"],
}  # fmt: skip
"""The modules, each with the tests that are to notice; the quick ones first."""

SLOW = "not thirty and not anew"
"""Tests that take minutes, and add nothing here."""

MOST_SECONDS = 300

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitAnd: ast.BitOr, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}  # fmt: skip


Undo = Callable[[], None]
"""Puts back what was changed."""


class Mutant(NamedTuple):
    """A changed module."""

    module: str
    line: int
    what: str
    source: str


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Every change of one place."""
    tree = ast.parse(source)
    types = {id(part) for node in ast.walk(tree) for hint in _hints(node) for part in ast.walk(hint)}
    for number, known in enumerate(ast.walk(tree)):
        if id(known) in types:
            continue
        changed = copy.deepcopy(tree)
        node = next(each for place, each in enumerate(ast.walk(changed)) if place == number)
        for what, undo in _changes(node):
            yield Mutant(module, getattr(node, "lineno", 0), what, ast.unparse(changed))
            undo()


def _hints(node: ast.AST) -> Iterator[ast.AST]:
    """The types that are written at a node: no test can notice another one, the checker of types does."""
    for name in ("annotation", "returns"):
        if isinstance(hint := getattr(node, name, None), ast.AST):
            yield hint


def _changes(node: ast.AST) -> Iterator[tuple[str, Undo]]:
    match node:
        case ast.Compare():
            for place, known in enumerate(node.ops):
                if type(known) in COMPARED:
                    node.ops[place] = COMPARED[type(known)]()
                    yield f"{ast.unparse(node)}", partial(node.ops.__setitem__, place, known)
        case ast.BinOp() if type(node.op) in RECKONED:
            known_op, node.op = node.op, RECKONED[type(node.op)]()
            yield f"{ast.unparse(node)}", partial(setattr, node, "op", known_op)
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            known_operand, sign = node.operand, "not" if isinstance(node.op, ast.Not) else "~"
            node.operand = ast.UnaryOp(type(node.op)(), known_operand)
            yield f"without {sign}: {ast.unparse(known_operand)}", partial(setattr, node, "operand", known_operand)
        case ast.BoolOp():
            known_bool, node.op = node.op, ast.And() if isinstance(node.op, ast.Or) else ast.Or()
            yield f"{ast.unparse(node)}", partial(setattr, node, "op", known_bool)
        case ast.Constant(value=bool() | int() as known_value):
            other = not known_value if isinstance(known_value, bool) else known_value + 1
            node.value = other
            yield f"{known_value} -> {other}", partial(setattr, node, "value", known_value)
        case (
            ast.Tuple(ctx=ast.Load(), elts=[_, _, *_] as members) | ast.List(ctx=ast.Load(), elts=[_, _, *_] as members)
        ):
            yield from _shorter(members, node)
        case ast.Call(args=[_, _, *_]) | ast.Call(func=ast.Attribute(), args=[_]):
            yield from _shorter(node.args, node)
        case _:
            yield from _statements_left_out(getattr(node, "body", None))


def _statements_left_out(body: object) -> Iterator[tuple[str, Undo]]:
    if not isinstance(body, list):
        return
    for place, statement in enumerate(body):
        words = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not words and isinstance(statement, ast.Expr | ast.AugAssign | ast.If | ast.For | ast.Return | ast.Continue):
            body[place] = ast.Pass(lineno=statement.lineno)
            yield f"without: {ast.unparse(statement).splitlines()[0]}", partial(body.__setitem__, place, statement)


def _shorter(members: list[ast.expr], node: ast.AST) -> Iterator[tuple[str, Undo]]:
    for place, member in enumerate(list(members)):
        del members[place]
        yield f"without {ast.unparse(member)[:60]} in {ast.unparse(node)[:60]}", partial(members.insert, place, member)


def passers_by(module: str, path: Path) -> dict[int, list[str]]:
    """Which of a module's tests run which of its lines."""
    asked = ["-q", "-p", "no:cacheprovider", "-k", SLOW, "--cov", module, "--cov-context=test", "--cov-report="]
    with tempfile.TemporaryDirectory() as folder:
        there = {**os.environ, "COVERAGE_FILE": str(Path(folder, "lines"))}
        subprocess.run([sys.executable, "-m", "pytest", *asked, *TESTS[module]], env=there, check=True)
        seen = coverage.CoverageData(there["COVERAGE_FILE"])
        seen.read()
        found = seen.contexts_by_lineno(str(path.resolve()))
    return {line: sorted({test.partition("|")[0] for test in tests} - {""}) for line, tests in found.items()}


def _tests_of(mutant: Mutant, seen: dict[int, list[str]]) -> list[str]:
    """The tests that come by a mutant's line; by the beginning of its statement where the line is a part of one."""
    for line in range(mutant.line, max(0, mutant.line - 12), -1):
        if seen.get(line):
            return seen[line]
    return TESTS[mutant.module]


def outcome(mutant: Mutant, tests: list[str]) -> str:
    """killed, survived, or late: in a child of this process."""
    child = os.fork()
    if child == 0:
        os._exit(_child(mutant, tests))
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"
        time.sleep(0.05)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return "late"


def _child(mutant: Mutant, tests: list[str]) -> int:
    import pytest

    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        module = importlib.import_module(mutant.module)
        _put_in_place(module, mutant.source)
        asked = ["-q", "-x", "-p", "no:cacheprovider", "-k", SLOW, *tests]
        return int(pytest.main(asked))
    except BaseException:  # noqa: BLE001 - whatever it is, it was noticed
        return 1


def _put_in_place(module: ModuleType, source: str) -> None:
    """The mutant instead of the module, also for those who have taken its functions by name."""
    before = dict(module.__dict__)
    exec(compile(source, str(module.__file__), "exec"), module.__dict__)  # noqa: S102 - that is the mutant
    changed = {id(known): name for name, known in before.items() if isinstance(known, FunctionType)}
    for other in list(sys.modules.values()):
        for name, known in list(vars(other).items()) if isinstance(other, ModuleType) else ():
            if id(known) in changed and known.__module__ == module.__name__:
                setattr(other, name, module.__dict__[changed[id(known)]])


def _warm() -> None:
    """Loads what takes long, once."""
    for name in (*TESTS, "auditor.conductors.audit", "auditor.doors.checks", "auditor.doors.installation", "pytest"):
        importlib.import_module(name)
    from tests.ready import keepers

    door, forking = keepers.begun()
    keepers.begun = lambda: (door.dup(), forking)  # one for all mutants of a worker, instead of one for each


def _is_in(mutant: Mutant, source: str, functions: list[str] | None) -> bool:
    """Whether a mutant is of one of these functions; of any where none is named."""
    if not functions:
        return True
    tree = ast.parse(source)
    spans = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    return any(each.name in functions and each.lineno <= mutant.line <= (each.end_lineno or 0) for each in spans)


def _judged(mutant: Mutant, *, until: float, seen: dict[int, list[str]]) -> tuple[Mutant, str]:
    return mutant, outcome(mutant, _tests_of(mutant, seen)) if time.time() < until else "not tried"


def main() -> None:
    """Prints what survives, and a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", default=list(TESTS))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--functions", nargs="*", help="Only mutants of these functions.")
    parser.add_argument("--seconds", type=float, default=1e9, help="Begin no mutant of a module after so long.")
    asked = parser.parse_args()
    table: dict[str, Counter[str]] = {}
    with concurrent.futures.ProcessPoolExecutor(
        asked.workers, mp_context=multiprocessing.get_context("fork"), initializer=_warm
    ) as pool:
        for module in asked.modules:
            path = Path(*module.split(".")).with_suffix(".py")
            counted = table[module] = Counter()
            source = path.read_text(encoding="utf-8")
            seen = passers_by(module, path)
            every = [each for each in mutants(module, source) if _is_in(each, source, asked.functions)]
            random.Random(1).shuffle(every)  # so that what a limit leaves undone is no part of the code
            for mutant, how in pool.map(partial(_judged, until=time.time() + asked.seconds, seen=seen), every):
                counted[how] += 1
                if how not in {"killed", "not tried"}:
                    print(f"{how}: {path}:{mutant.line}: {mutant.what}", flush=True)
            print(f"{module}: {dict(counted)}", flush=True)
    sys.exit(any(counted["survived"] for counted in table.values()))


if __name__ == "__main__":
    main()
