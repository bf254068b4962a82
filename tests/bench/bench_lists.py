"""How long lists take to come in: OFAC 2020 with its index, and a made-up FtM file of 300,000 entities with its memory.

    uv run python -m tests.bench.bench_lists [ofac] [ftm] [--entities 300000]

Each part runs in a process of its own, so that the peak of its memory is its own.
"""

import argparse
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

OFAC = Path(__file__).parents[2].parent / "shared" / "lists" / "ofac-2020"
OFAC_SECONDS, FTM_SECONDS, FTM_MEGABYTES = 6.0, 180.0, 800.0
"""What is asked for."""

_FIRST = [
    "Arkadiy",
    "Boris",
    "Viktor",
    "Galina",
    "Dmitri",
    "Yelena",
    "Zhanna",
    "Igor",
    "Karim",
    "Larisa",
    "Murat",
    "Nurlan",
    "Olga",
    "Pavel",
    "Rustam",
    "Saule",
]
_LAST = [
    "Vymyshlev",
    "Nevedomov",
    "Petrov",
    "Sadykov",
    "Kim",
    "Akhmetov",
    "Lee",
    "Orlov",
    "Smagulov",
    "Wang",
    "Yilmaz",
    "Hassan",
    "Rossi",
    "Novak",
]
_WORDS = [
    "Severnaya",
    "Zvezda",
    "Trading",
    "Alfa",
    "Tekhno",
    "Prom",
    "Energo",
    "Trans",
    "Global",
    "Nova",
    "Sigma",
    "Delta",
    "Union",
    "Ural",
    "Baltic",
    "Vostok",
]
_CYRILLIC = str.maketrans("ABVGDEZIKLMNOPRSTUFHYabvgdeziklmnoprstufhy", "АБВГДЕЗИКЛМНОПРСТУФХЫабвгдезиклмнопрстуфхы")


def write_ftm(path: Path, entities: int, seed: int = 20261124) -> None:
    """Write an FtM file with so many entities: half of them parties, the rest sanctions, links, addresses, passports."""
    chance = random.Random(seed)
    schemata = ["Person"] * 6 + ["Company"] * 5 + ["Organization", "LegalEntity", "Vessel"]
    with path.open("w", encoding="utf-8") as file:
        parties: list[str] = []
        for number in range(entities):
            if number % 2 == 0 or len(parties) < 2:
                entity = _party(chance, number, chance.choice(schemata))
                parties.append(str(entity["id"]))
            else:
                entity = _pointer(chance, number, parties)
            file.write(json.dumps(entity, ensure_ascii=False) + "\n")


def _name(chance: random.Random, schema: str) -> str:
    if schema == "Person":
        return f"{chance.choice(_FIRST)} {chance.choice(_FIRST)}ovich {chance.choice(_LAST)}{chance.randrange(4000)}"
    return f"{chance.choice(_WORDS)} {chance.choice(_WORDS)} {chance.choice(_LAST)}{chance.randrange(9000)} LLC"


def _party(chance: random.Random, number: int, schema: str) -> dict[str, object]:
    name = _name(chance, schema)
    names = [name, name.translate(_CYRILLIC)]
    properties: dict[str, list[str]] = {
        "name": names, "alias": [_name(chance, schema) for _ in range(chance.randrange(4))],
        "country": [chance.choice(["ru", "by", "cn", "ir", "ae", "tr"])], "topics": ["sanction"],
        "address": [f"{chance.randrange(300)} Lenina street, Moscow, {chance.randrange(100000, 199999)}"],
        "notes": ["Included for being invented, in the course of a measurement. " * chance.randrange(1, 8)],
        "sourceUrl": [f"https://lists.example/{number}"], "addressEntity": [f"addr-{number}"],
    }  # fmt: skip
    if schema == "Person":
        properties |= {"birthDate": [f"19{chance.randrange(30, 99)}-0{chance.randrange(1, 9)}-1{chance.randrange(9)}"],
                       "innCode": [str(chance.randrange(10**11, 10**12))], "position": ["Director"]}  # fmt: skip
    elif schema == "Vessel":
        properties |= {"imoNumber": [f"IMO{chance.randrange(9000000, 9999999)}"], "flag": ["ru"], "type": ["Tanker"]}
    else:
        properties |= {
            "innCode": [str(chance.randrange(10**9, 10**10))],
            "ogrnCode": [str(chance.randrange(10**12, 10**13))],
        }
    return {"id": f"NK-{number:x}{chance.getrandbits(64):x}", "caption": name, "schema": schema, "referents": [],
            "datasets": ["invented_list"], "first_seen": "2022-04-06T00:00:00", "last_seen": "2026-02-20T00:00:00",
            "last_change": "2025-05-05T00:00:00", "properties": properties, "target": True}  # fmt: skip


def _pointer(chance: random.Random, number: int, parties: list[str]) -> dict[str, object]:
    one, other = chance.choice(parties), chance.choice(parties)
    schema, properties = chance.choice([
        ("Sanction", {"entity": [one], "authority": ["An authority"], "program": ["Invented programme"],
                      "provisions": ["Asset freeze"], "startDate": ["2022-04-05"], "reason": [f"Reason {number} " * 12]}),
        ("Ownership", {"owner": [one], "asset": [other], "percentage": [str(chance.randrange(1, 100))]}),
        ("Directorship", {"director": [one], "organization": [other], "role": ["Director"]}),
        ("Address", {"full": [f"{number} Mira street, Minsk"], "country": ["by"]}),
        ("Passport", {"holder": [one], "number": [f"75 {number}"], "country": ["ru"]}),
    ])  # fmt: skip
    entity_id = f"addr-{number - 1}" if schema == "Address" else f"x-{number}"
    return {
        "id": entity_id,
        "caption": "",
        "schema": schema,
        "datasets": ["x"],
        "properties": properties,
        "target": False,
    }


def take_in_and_index(paths: list[Path], answers: "multiprocessing.Queue[dict[str, float]]", *, index: bool) -> None:
    """Take a list into a new store and make its index; put what it took into ``answers``."""
    from db.store import SqliteStore
    from screening.lists.intake import take_in
    from screening.lists.read import detect
    from screening.names.index import NameIndex

    with tempfile.TemporaryDirectory() as folder, SqliteStore(Path(folder) / "data") as store:
        if index:
            # What is compiled once after installing is no part of the measure.
            NameIndex.build(())
        (source,) = detect(paths)
        worked, begun = time.process_time(), time.perf_counter()
        change = take_in(store, source)
        taken = time.perf_counter()
        if index:
            NameIndex.build(store.entries())
        ended, worked = time.perf_counter(), time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)
    answers.put({
        "entries": change.info.entries, "names": change.info.names, "taken_in": taken - begun,
        "indexed": ended - taken, "peak": peak, "worked": worked,
    })  # fmt: skip


def measured(paths: list[Path], *, index: bool) -> dict[str, float]:
    """Return what it took, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[dict[str, float]] = context.Queue()
    process = context.Process(target=take_in_and_index, args=(paths, answers), kwargs={"index": index})
    process.start()
    answer = answers.get()
    process.join()
    return answer


def main() -> None:
    """Measure and print each figure beside what is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="ofac|ftm")
    parser.add_argument("--entities", type=int, default=300_000)
    given = parser.parse_args()
    given.parts = given.parts or ["ofac", "ftm"]
    if "ofac" in given.parts and OFAC.exists():
        answer = measured([OFAC], index=True)
        whole = answer["taken_in"] + answer["indexed"]
        print(f"OFAC 2020: {answer['entries']:.0f} entries, {answer['names']:.0f} names; taken in {answer['taken_in']:.1f} s, "
              f"indexed {answer['indexed']:.1f} s, together {whole:.1f} s (asked: {OFAC_SECONDS} s), of it at work {answer['worked']:.1f} s")  # fmt: skip
    if "ftm" in given.parts:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "entities.ftm.json"
            write_ftm(path, given.entities)
            size = path.stat().st_size / 1e6
            answer = measured([path], index=False)
        print(f"FtM: {given.entities} entities ({size:.0f} MB), {answer['entries']:.0f} entries, {answer['names']:.0f} names; "
              f"taken in {answer['taken_in']:.1f} s (asked: {FTM_SECONDS:.0f} s), at work {answer['worked']:.1f} s, "
              f"peak {answer['peak']:.0f} MB (asked: {FTM_MEGABYTES:.0f} MB)")  # fmt: skip


if __name__ == "__main__":
    main()
