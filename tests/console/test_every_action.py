"""Promises of every write and every opening at once, read from the code itself.

A write that nobody wrote down, a clock read in the midst of a rule, an identity opened without a look:
each is a fault of form that a reader of one function may overlook, and this page does not.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import dongseon.console

ROOM = Path(dongseon.console.__file__).parent
SPLIT = (  # the actions of a context with many
    "tracing/candidates.py", "tracing/linking.py", "tracing/gazetteer.py",
    "cases/contacts.py", "cases/transfers.py", "intake/taking.py",
    "isolation/following.py", "isolation/breaches.py", "isolation/complaints.py",
    "isolation/handing.py", "isolation/helping.py", "isolation/serving.py",
    "screening/places.py", "screening/groups.py",
    "laboratory/custody.py", "laboratory/testing.py", "laboratory/pools.py", "laboratory/kits.py",
    "laboratory/places.py", "laboratory/deliveries.py", "cases/confirmations.py",
    "investigations/asking.py", "investigations/fieldwork.py", "investigations/signing_keys.py",
)  # fmt: skip
ACTIONS = sorted(
    path
    for path in (*ROOM.glob("*/actions.py"), *(ROOM / part for part in SPLIT))
    if path.parent.name != "audit"  # it is what the others write into
)
SOURCES = sorted(path for path in ROOM.rglob("*.py") if "migrations" not in path.parts)
CLOCKS = {"datetime.now", "datetime.utcnow", "date.today", "timezone.now", "timezone.localtime",
          "time.time", "time.time_ns", "datetime.datetime.now"}  # fmt: skip
# Who reads the clock: the door, timed jobs, and what is started from outside.
CLOCKED = {"access/doors.py", "workflows/erasure_job.py", "workflows/handing_over_job.py",
           "workflows/isolating_jobs.py",
           "workflows/publishing_job.py", "workflows/pursuing_job.py",
           "workflows/result_files_job.py"}  # fmt: skip
OUTSIDE = {"running", "tasks.py", "api"}
# Parts of acts, not acts: what they belong to writes itself down.
PARTS = {
    "cases.add_changes",  # the history of a case, inside each act that changes one
    # what handing over consists of; whose phone it opened is in the log, what came of it a step of the message
    "messages.claim",
    "messages.answered",
    "messages.keep_back",
    "messages.put_off",
    "messages.received",
    "laboratory.answer",
    "laboratory.find",
    "laboratory.plan",
    "laboratory.shift",  # parts of reading what was delivered, which is told
    "intake.advance",  # how far an import is; each row of it is an act of its own
    "intake.keep",  # a piece of an export; whoever is in it was looked at, which is told
}
Function = ast.FunctionDef


def tree_of(path: Path) -> ast.Module:
    """A module's code."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> dict[str, Function]:
    """The functions of a module."""
    return {node.name: node for node in tree_of(path).body if isinstance(node, Function)}


def name_of(path: Path) -> str:
    """A module as messages name it."""
    return str(path.relative_to(ROOM))


def calls(function: ast.AST) -> Iterator[str]:
    """What is called, as it is written: `audit.record`, `_record`."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def records(name: str, module: dict[str, Function], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a function writes into the log, itself or through others of its module."""
    for called in calls(module[name]):
        if called.split(".")[-1] in {"record", "look", "tell"} and "." in called:
            return True
        if called in module and called not in seen and records(called, module, seen | {name}):
            return True
    return False


@pytest.mark.parametrize("path", ACTIONS, ids=name_of)
def test_an_action_says_who_and_when_and_writes_it_down(path: Path) -> None:
    module = functions(path)
    public = [
        name
        for name in module
        if not name.startswith("_")
        and f"{path.parent.name}.{name}" not in PARTS
        and writes(name, module)
    ]
    assert public
    for name in public:
        arguments = module[name].args
        keywords = {argument.arg for argument in arguments.kwonlyargs}
        assert {"by", "now"} <= keywords, f"{name}: keyword-only by= and now="
        assert not arguments.args, f"{name}: everything by keyword"
        assert records(name, module), f"{name}: writes, and does not write it down"


WRITING = {"create", "bulk_create", "update", "update_or_create", "get_or_create", "delete", "save",
           "bulk_update"}  # fmt: skip


def writes(name: str, module: dict[str, Function], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a function changes rows, itself or through others of its module."""
    return any(
        called.split(".")[-1] in WRITING
        or (called in module and called not in seen and writes(called, module, seen | {name}))
        for called in calls(module[name])
    )


READING = {"queries.py", "rules.py", "views.py", "forms.py", "urls.py", "listing.py", "people.py"}


def test_rows_are_written_in_actions_alone() -> None:
    """Pages, queries and rules change nothing."""
    assert not [
        place
        for path in SOURCES
        if path.name in READING
        for place, called in places(path)
        if ".objects" in called and called.split(".")[-1] in WRITING
    ]


def test_nobody_reads_the_clock_but_doors_and_jobs() -> None:
    assert not [
        place
        for path in SOURCES
        if name_of(path) not in CLOCKED and not set(path.relative_to(ROOM).parts) & OUTSIDE
        for place, called in places(path)
        if called in CLOCKS
    ]


def places(path: Path) -> Iterator[tuple[str, str]]:
    """Each call of a module: where, and what."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield f"{name_of(path)}:{node.lineno}", ast.unparse(node.func)


def test_a_model_is_known_in_its_own_app_alone() -> None:
    """Others read frozen values from `queries`, or pass identifiers."""
    officer = "dongseon.console.access.models"  # Django's own: who signs in
    for path in SOURCES:
        app = path.relative_to(ROOM).parts[0]
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith(".models"):
                if not node.module.startswith("dongseon.console."):
                    continue
                owner = node.module.split(".")[2]
                allowed = owner == app or (node.module == officer and app == "desk")
                assert allowed, f"{name_of(path)}: imports {node.module}"


# ── openings ─────────────────────────────────────────────────────────────────────────────────

REGISTRY = ROOM / "registry"
WITHIN = {
    "opened"
}  # for the registry's own acts: a merge, a change, each of which writes itself down


def test_an_identity_is_opened_only_against_a_look() -> None:
    module = functions(REGISTRY / "queries.py")
    for name, function in module.items():
        if name.startswith("_") or name in WITHIN or not opens(name, module):
            continue
        arguments = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
        assert "look" in arguments, f"registry.queries.{name}: opens without a look"
        assert requires(name, module), f"registry.queries.{name}: holds the look against nothing"


def opens(name: str, module: dict[str, Function], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a function decrypts, itself or through others of its module."""
    return any(
        called == "vault.unseal"
        or (called in module and called not in seen and opens(called, module, seen | {name}))
        for called in calls(module[name])
    )


def requires(name: str, module: dict[str, Function]) -> bool:
    """Whether a function holds the look against what it opens, itself or through others."""
    return any(
        called == "audit.require"
        or (called in module and called != name and requires(called, module))
        for called in calls(module[name])
    )


def test_what_opens_without_a_look_is_the_registrys_own() -> None:
    for path in SOURCES:
        if REGISTRY in path.parents:
            continue
        used = {
            called
            for called in calls(tree_of(path))
            if called.startswith(("vault.", "registry.opened"))
        }
        assert not used & {"vault.unseal", "registry.opened", "registry.queries.opened"}, name_of(
            path
        )
