"""The bill of materials of a release, as CycloneDX 1.6 JSON: python -m tests.supply.sbom [FILE]

cyclonedx-bom tells the Python packages of this environment; of them those the program runs with are kept, and what
Python's tools do not see is added: SQLite, SQLCipher, Qt, OpenSSL, libxml2, and the Rust crates inside of wheels.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from db.store import DataFolder
from screening.version import VERSION
from ui.licences import Component, components, engines


def parts() -> list[Component]:
    """Return all parts of the program."""
    with tempfile.TemporaryDirectory() as name:
        return sorted({*components(), *engines(DataFolder(Path(name)))})


def bill() -> dict[str, Any]:
    """Return the bill of materials."""
    done = subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", "environment", "--of", "JSON", "--output-reproducible", sys.executable],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    wanted = {(part.name.lower(), part.version) for part in parts() if not part.inside}
    kept = [c for c in told["components"] if (c["name"].lower(), c["version"]) in wanted]
    names = {(c["name"].lower(), c["version"]) for c in kept}
    for part in parts():
        if part.inside or (part.name.lower(), part.version) not in names:
            kept.append(_component(part))
    refs = {c["bom-ref"] for c in kept}
    told["components"] = sorted(kept, key=lambda c: str(c["bom-ref"]))
    told["dependencies"] = [
        {**d, "dependsOn": [r for r in d.get("dependsOn", []) if r in refs]}
        for d in told.get("dependencies", []) if d["ref"] in refs
    ]  # fmt: skip
    told["metadata"]["component"] = {"type": "application", "name": "tekser", "version": VERSION, "bom-ref": "tekser"}
    return told


def _component(part: Component) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": f"{part.inside or 'python'}/{part.name}@{part.version}",
        "name": part.name,
        "version": part.version,
        **({"licenses": [{"license": {"name": part.licence}}]} if part.licence else {}),
        **({"properties": [{"name": "tekser:inside", "value": part.inside}]} if part.inside else {}),
    }


if __name__ == "__main__":
    text = json.dumps(bill(), indent=1, ensure_ascii=False)
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        print(text)
