"""History names every record of the audit trail in words."""

import ast
from pathlib import Path

from db.events import IN_TABLES
from ui.words.page_tables import TRAIL_KINDS

WRITERS = ("record", "record_consequence", "record_sign")
ROOMS = ("db", "screening", "ui")


def written_kinds() -> set[str]:
    """Return the kinds that the sources write, as far as they stand in the call itself or are given to ``kind``."""
    found: set[str] = set()
    for path in (path for room in ROOMS for path in Path(room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                if name in WRITERS or (name == "_tell" and path == Path("db/store.py")):
                    first = [a for a in node.args if not isinstance(a, ast.Dict)][:2]
                    found |= _texts(*(a for a in first if isinstance(a, ast.Constant | ast.IfExp)))
            elif isinstance(node, ast.Assign) and path == Path("db/keeping.py") and _is_kind(*node.targets):
                found |= _texts(node.value)
    return found


def _is_kind(*targets: ast.expr) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "kind" for target in targets)


def _texts(*nodes: ast.AST) -> set[str]:
    branches = [part for n in nodes for part in ([n.body, n.orelse] if isinstance(n, ast.IfExp) else [n])]
    return {n.value for n in branches if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_every_kind_of_the_trail_has_a_name_in_history() -> None:
    kinds = written_kinds()
    assert {"approved", "returned", "signed_in", "legal_hold_released", "encrypted", "package_made"} <= kinds
    assert kinds - set(TRAIL_KINDS) - set(IN_TABLES) == set()
