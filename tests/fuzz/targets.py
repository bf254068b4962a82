"""What is fuzzed: every parser of lists and of manifests that runs in the program's own process.

Each takes bytes, as a file, and may end in lines or in an error of ours; anything else is a fault. Workbooks are opened
by the child process, whose end is one of our errors whatever ends it (``tests.hostile``).
"""

import contextlib
import csv
import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from db import codec
from screening.errors import TekserError
from screening.goods.lists import read_goods_list
from screening.lists.formats import FORMATS
from screening.lists.parsed import ListSource
from screening.lists.read import detect
from screening.manifest.profile import profiles_from_file
from screening.manifest.read import read_manifest
from screening.model.lists import ListFormat

FILES = Path(__file__).parents[1] / "lists" / "files"
_PLACE = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())

SUFFIXES = {ListFormat.OFAC_CSV: "sdn.csv", ListFormat.AUSTRALIA_XLSX: "au.xlsx"}
SEEDS = {
    ListFormat.OFAC_XML: "sdn.xml", ListFormat.OFAC_ADVANCED: "sdn_advanced.xml", ListFormat.CSL_JSON: "csl.json",
    ListFormat.EU_XML: "eu.xml", ListFormat.UK_CSV: "uk.csv", ListFormat.UK_XML: "uk.xml",
    ListFormat.SECO_XML: "seco.xml", ListFormat.CANADA_XML: "canada.xml", ListFormat.AFM_XML: "afm.xml",
    ListFormat.OPENSANCTIONS_FTM: "entities.ftm.json",
}  # fmt: skip


def _written(content: bytes, name: str) -> Path:
    folder = _PLACE / f"tekser-fuzz-{os.getpid()}"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def _list(kind: ListFormat) -> Callable[[bytes], None]:
    name = SUFFIXES.get(kind, "list.xml" if kind.value.endswith("xml") else "list.csv")

    def read(content: bytes) -> None:
        path = _written(content, name)
        try:
            for entry in FORMATS[kind].read(ListSource("x", "x", kind, (path,))).entries:
                # What is kept is what was read.
                assert codec.entry_from_text(codec.entry_to_text(entry)) == entry
        except TekserError:
            pass

    return read


def _detection(content: bytes) -> None:
    with contextlib.suppress(TekserError):
        detect([_written(content, "list.xml")])


def _manifest(content: bytes) -> None:
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0" or content[:1] == b"\x09":
        return  # workbooks are the child's
    try:
        for batch in read_manifest(_written(content, "manifest.csv"), count=False).batches:
            assert batch
    except TekserError:
        pass


def _goods(content: bytes) -> None:
    with contextlib.suppress(TekserError):
        read_goods_list(_written(content, "goods.csv"))


def _profiles(content: bytes) -> None:
    with contextlib.suppress(TekserError):
        profiles_from_file(_written(content, "profiles.json"))


TARGETS: dict[str, Callable[[bytes], None]] = {
    **{kind.value: _list(kind) for kind in FORMATS if kind is not ListFormat.AUSTRALIA_XLSX},
    "detection": _detection,
    "manifest": _manifest,
    "goods": _goods,
    "profiles": _profiles,
}


def seeds(target: str) -> list[bytes]:
    """Return inputs from which to begin: small files as they should be."""
    kinds = {kind.value: name for kind, name in SEEDS.items()}
    found = [(FILES / kinds[target]).read_bytes()] if target in kinds else []
    if target == "detection":
        found += [path.read_bytes() for path in sorted(FILES.iterdir())]
    rows = [["№", "Отправитель", "Получатель", "Наименование товара", "Код ТН ВЭД", "Страна"],
            ["1", "Anadolu A.Ş.", "ТОО Дала", "Стулья; столы", "9401690000", "KZ"]]  # fmt: skip
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    table = text.getvalue()
    found += [table.encode(), table.encode("utf-16"), table.replace(",", ";").replace("Ş", "S").encode("cp1251")]
    found.append("<html><table><tr><td>Получатель<td>Товар<tr><td>ТОО Дала<td>Стол</table>".encode())
    found.append(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table><Row><Cell ss:Index="2">'
        "<Data>Получатель</Data></Cell></Row></Table></Worksheet></Workbook>".encode()
    )
    found.append(b"id,name,inn,country,aliases\n1,Alma,7704730655,RU,a;b\n")
    found.append(b'36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n')
    return found
