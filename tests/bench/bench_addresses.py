"""How many innocent addresses would meet address-only entries. Run with: uv run python -m tests.bench.bench_addresses

Innocent: every party's address of the sample manifests beside the checkout, and those of the list of denied persons.
Entries: every address with a house of the OFAC list of 2020, as if each were an address-only entry (the real ones are a
few dozen). What is met is printed, to be judged by eye: some are one building.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from screening.errors import TekserError
from screening.manifest.read import read_manifest
from screening.names.same_address import building_of, same_building

SHARED = Path(__file__).parents[3] / "shared"
PARTIES = ("consignor", "consignee", "buyer", "seller", "notify_party", "end_user")


def of_manifests(folder: Path) -> Iterator[str]:
    """Yield the addresses of parties: of their own columns, and what stands in a party's cell behind its name."""
    for path in sorted(folder.iterdir()):
        if path.suffix not in (".csv", ".xls", ".xlsx"):
            continue
        try:
            reading = read_manifest(path, count=False)
        except TekserError as error:
            print(path.name, error.code)
            continue
        for line in (line for batch in reading.batches for line in batch):
            for value in line.values:
                if value.field.endswith("address"):
                    yield value.text
                elif value.field in PARTIES:
                    yield value.raw.partition("\n")[2] or value.raw.partition(",")[2]


def of_denied(path: Path) -> Iterator[str]:
    """Yield the addresses of the list of denied persons."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for row in csv.reader(file, delimiter="\t"):
            if len(row) > 6:
                yield ", ".join(part for part in row[1:6] if part)


def of_ofac(path: Path) -> Iterator[str]:
    """Yield the addresses of an OFAC add.csv."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for row in csv.reader(file):
            yield ", ".join(part.strip() for part in row[2:5] if part.strip(" -0"))


def main() -> None:
    """Print how many of how many, and which."""
    innocent = {*of_manifests(SHARED / "manifests" / "samples"), *of_denied(SHARED / "lists" / "us" / "dpl.txt")}
    asked = sorted(address for address in innocent if building_of(address).all_houses)
    by_house: dict[str, list[str]] = defaultdict(list)
    entries = {e for e in of_ofac(SHARED / "lists" / "ofac-2020" / "add.csv") if building_of(e).street}
    for entry in sorted(entries):
        for house in building_of(entry).houses:
            by_house[house].append(entry)
    met = {}
    for address in asked:
        for entry in (entry for house in building_of(address).all_houses for entry in by_house.get(house, ())):
            if same_building(address, entry):
                met[address] = entry
    houses = len({entry for found in by_house.values() for entry in found})
    print(f"{len(met)} of {len(asked)} addresses meet one of {houses} entries")
    for address, entry in met.items():
        print(f"  {address}  =  {entry}")


if __name__ == "__main__":
    main()
