"""Known holes in what the program is made of: python -m tests.supply.audit

Asks pip-audit. Ends with 1 when there are any. Where no advisory service answers it says "skipped", never that all is
well: a package that was not looked up is not a sound one.
"""

import json
import subprocess
import sys
from typing import Any

SECONDS = 240


def ask() -> dict[str, Any] | None:
    """Return what pip-audit says, None where it says nothing."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--timeout", "10"],
            capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def verdict(answer: dict[str, Any] | None) -> tuple[int, str]:
    """Return exit code and sentence."""
    if answer is None:
        return 0, "pip-audit: skipped, no advisory service answered"
    packages = [p for p in answer.get("dependencies", []) if p.get("name") != "tekser"]
    asked = [p for p in packages if "vulns" in p]
    holes = [f"{p['name']} {p['version']}: {v['id']}" for p in asked for v in p["vulns"]]
    if holes:
        return 1, "pip-audit: FOUND\n" + "\n".join(holes)
    if len(asked) < len(packages) or not packages:
        return (
            0,
            f"pip-audit: skipped, no advisory service answered for {len(packages) - len(asked)} of {len(packages)} packages",
        )
    return 0, f"pip-audit: no known holes in {len(asked)} packages"


if __name__ == "__main__":
    code, sentence = verdict(ask())
    print(sentence)
    sys.exit(code)
