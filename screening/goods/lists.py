"""Reading goods lists: the bundled ones and the officer's own, from CSV or Excel with columns found by name."""

import re
from pathlib import Path

from screening.errors import UnreadableInput
from screening.lists.read import slug
from screening.lists.tables import rows_of
from screening.model.goods import Direction, GoodsRule

_COLUMNS = {
    "list_id": ("list_id", "list"),
    "code": ("code", "hs", "hs code", "hs6", "hs_code", "тн вэд", "код тн вэд", "код", "сэқ тн коды", "gtip", "海关编码"),
    "tier": ("tier", "уровень"),
    "regime": ("regime", "режим"),
    "annex": ("annex", "приложение"),
    "direction": ("direction", "направление"),
    "targets": ("targets", "countries", "страны"),
    "ex": ("ex",),
    "edition": ("edition", "редакция"),
    "valid_from": ("valid_from", "с", "from"),
    "valid_to": ("valid_to", "по", "to"),
    "price_floor": ("price_floor", "порог цены"),
    "currency": ("currency", "валюта"),
    "name_en": ("name_en", "name", "description", "title"),
    "name_ru": ("name_ru", "наименование", "название", "описание"),
    "name_kk": ("name_kk", "атауы"),
    "exceptions": ("exceptions", "except", "кроме", "исключения"),
    "exemption": ("exemption", "изъятие", "изъятия"),
    "source": ("source", "источник"),
    "retrieved": ("retrieved",),
}  # fmt: skip


def read_goods_list(path: Path, targets: tuple[str, ...] = ("RU", "BY")) -> list[GoodsRule]:
    """Read a goods list; a column of codes is all that is needed. ``targets`` are taken where a row names none.

    Raises UnreadableInput("goods_list_column_missing" | "goods_list_bad_row") naming file and row.
    """
    columns: dict[str, int] = {}
    rules = []
    for number, row in rows_of(path):
        if not columns:
            columns = _header(row)
            continue
        if any(cell.strip() for cell in row):
            rules.append(
                _rule(path, number, targets, {name: row[at].strip() for name, at in columns.items() if at < len(row)})
            )
    if not columns:
        raise UnreadableInput("goods_list_column_missing", file=str(path), column="code")
    return rules


def _header(row: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(row):
        text = cell.strip().casefold()
        for name, words in _COLUMNS.items():
            if text in words and name not in found:
                found[name] = at
                break
    return found if "code" in found else {}


def _rule(path: Path, number: int, targets: tuple[str, ...], cells: dict[str, str]) -> GoodsRule:
    code = re.sub(r"[\s.\-]", "", cells.get("code", ""))
    if not re.fullmatch(r"\d{2,10}", code):
        raise UnreadableInput(
            "goods_list_bad_row", file=str(path), row=number, detail=f"code {cells.get('code', '')!r}"
        )
    floor = cells.get("price_floor", "").replace(",", ".")
    try:
        price = float(floor) if floor else None
    except ValueError as error:
        raise UnreadableInput("goods_list_bad_row", file=str(path), row=number, detail=f"price {floor!r}") from error
    names = tuple(
        (language, cells[f"name_{language}"]) for language in ("en", "ru", "kk") if cells.get(f"name_{language}")
    )
    direction = cells.get("direction", "").casefold()
    return GoodsRule(
        list_id=cells.get("list_id") or f"own-{slug(path.stem)}",
        code=code,
        regime=cells.get("regime", ""),
        annex=cells.get("annex", ""),
        tier=cells.get("tier", ""),
        direction=Direction.IMPORT if direction.startswith(("im", "вв", "им")) else Direction.EXPORT,
        targets=tuple(cells.get("targets", "").upper().replace(",", " ").split()) or targets,
        ex=cells.get("ex", "").casefold() in ("1", "ex", "yes", "да", "true"),
        edition=cells.get("edition", ""),
        price_floor=price,
        currency=cells.get("currency", ""),
        valid_from=cells.get("valid_from", ""),
        valid_to=cells.get("valid_to", ""),
        names=names,
        source=cells.get("source", ""),
        retrieved=cells.get("retrieved", ""),
        exceptions=tuple(re.findall(r"\d{4,10}", cells.get("exceptions", "").replace(".", ""))),
        exemption=cells.get("exemption", ""),
    )
