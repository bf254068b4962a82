"""Reading goods lists: the bundled ones and the officer's own, from CSV or Excel with columns found by name."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from screening.countries import country_code
from screening.errors import UnreadableInput, UserError
from screening.goods.columns import COLUMNS, NUMBER_HEADERS
from screening.lists.dates import iso_date
from screening.lists.read import slug
from screening.lists.tables import rows_of
from screening.model.goods import Direction, GoodsRule

_LATIN = str.maketrans("АВСЕКМНОРТХавсекмнортх", "ABCEKMHOPTXABCEKMHOPTX")
_NUMBER = re.compile(r"(?=.*\d)[0-9A-Z]{1,6}(?:[.\-][0-9A-Z]{1,5}){0,7}")
_HEADER_WITHIN = 30
_ROWS_NAMED = 10


def read_goods_list(
    path: Path,
    targets: tuple[str, ...] = ("RU", "BY"),
    mapping: Mapping[str, str] | None = None,
    *,
    by_number: bool = False,
    bad: list[tuple[int, str]] | None = None,
) -> list[GoodsRule]:
    """Read a goods list; a column of codes is all that is needed. ``targets`` are taken where a row names none.

    ``mapping`` gives columns (``code``, ``name_ru``, ...) by their headers, over what is recognised. With
    ``by_number`` the codes are numbers of a control list (3A001.a). Every row is looked at before an error is raised:
    UnreadableInput("goods_list_column_missing" | "goods_list_bad_row" | "goods_list_bad_rows") naming file and rows. With
    ``bad`` the rows that cannot be read go there, as (row, what is wrong), as long as others can.
    """
    mapping = dict(mapping or {})
    for name in mapping:
        if name not in COLUMNS:
            raise UserError("unknown_list_field", field=name, known=", ".join(COLUMNS))
    columns: dict[str, int] = {}
    rules: list[GoodsRule] = []
    unread: list[tuple[int, str]] = []
    for number, row in rows_of(path):
        if not columns:
            columns = _header(row, mapping, by_number=by_number)
            if not columns and number >= _HEADER_WITHIN:
                break
            continue
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
        try:
            rules.append(_rule(path, targets, cells, by_number=by_number))
        except ValueError as error:
            unread.append((number, str(error)))
    if not columns:
        raise UnreadableInput("goods_list_column_missing", file=str(path), column=mapping.get("code", "code"))
    if bad is not None and rules:
        bad += unread
    elif len(unread) == 1:
        raise UnreadableInput("goods_list_bad_row", file=str(path), row=unread[0][0], detail=unread[0][1])
    elif unread:
        raise UnreadableInput("goods_list_bad_rows", file=str(path), count=len(unread), detail=rows_text(unread))
    return rules


def rows_text(bad: Sequence[tuple[int, str]]) -> str:
    """Return the first rows that cannot be read with what is wrong, as "3: code 'abc'; 7: ..."."""
    named = "; ".join(f"{number}: {problem}" for number, problem in bad[:_ROWS_NAMED])
    return named + ("; ..." if len(bad) > _ROWS_NAMED else "")


def _header(row: list[str], mapping: Mapping[str, str], *, by_number: bool) -> dict[str, int]:
    folded = [re.sub(r"\s+", " ", cell).strip(" :*").casefold() for cell in row]
    found: dict[str, int] = {}
    for name, header in mapping.items():
        if header.strip().casefold() not in folded:
            return {}
        found[name] = folded.index(header.strip().casefold())
    for at, text in enumerate(folded):
        for name, words in COLUMNS.items():
            known = NUMBER_HEADERS if by_number and name == "code" else words
            if text in known and name not in found and at not in found.values():
                found[name] = at
                break
    return found if "code" in found else {}


def _rule(path: Path, targets: tuple[str, ...], cells: dict[str, str], *, by_number: bool) -> GoodsRule:
    """Return the rule of a row. Raises ValueError saying which cell is wrong."""
    names = tuple(
        (language, cells[f"name_{language}"]) for language in ("en", "ru", "kk") if cells.get(f"name_{language}")
    )
    return GoodsRule(
        list_id=cells.get("list_id") or f"own-{slug(path.stem)}",
        code=control_number(cells.get("code", "")) if by_number else _customs_code(cells.get("code", "")),
        regime=cells.get("regime", ""),
        annex=cells.get("annex", ""),
        tier=cells.get("tier", ""),
        direction=_direction(cells.get("direction", "")),
        targets=_targets(cells.get("targets", "")) or targets,
        ex=cells.get("ex", "").casefold() in ("1", "ex", "yes", "да", "true", "иә"),
        edition=cells.get("edition", ""),
        price_floor=_price(cells.get("price_floor", "")),
        currency=cells.get("currency", "").upper(),
        valid_from=_day("valid_from", cells),
        valid_to=_day("valid_to", cells),
        names=names,
        source=cells.get("source", ""),
        retrieved=cells.get("retrieved", ""),
        exceptions=tuple(re.findall(r"\d{4,10}", cells.get("exceptions", "").replace(".", ""))),
        exemption=cells.get("exemption", ""),
    )


def _customs_code(text: str) -> str:
    code = re.sub(r"[\s.\-]|^ex\b", "", text.casefold())
    if not re.fullmatch(r"\d{2,10}", code):
        raise ValueError(f"code {text!r}")
    # Codes have pairs of digits; a spreadsheet that took one for a number lost its first zero.
    return code if len(code) % 2 == 0 else f"0{code}"


def control_number(text: str) -> str:
    """Return a number of a control list in Latin capitals. Raises ValueError where it is none."""
    number = re.sub(r"\s", "", text).translate(_LATIN).upper()
    number = re.sub(r"(?<=[0-9A-Z])\.?\(([0-9A-Z]+)\)", r".\1", number).strip(".")
    if len(number) < 3 or not _NUMBER.fullmatch(number):
        raise ValueError(f"code {text!r}")
    return number


def _direction(text: str) -> Direction:
    folded = text.casefold()
    if folded.startswith(("im", "вв", "им")):
        return Direction.IMPORT
    if folded and not folded.startswith(("ex", "вы", "эк", "re", "ре")):
        raise ValueError(f"direction {text!r}")
    return Direction.EXPORT


def _targets(text: str) -> tuple[str, ...]:
    parts = [part for part in re.split(r"[,;/]", text) if part.strip()]
    if len(parts) == 1 and re.fullmatch(r"(?:[A-Za-z]{2}(?:\s+|$))+", parts[0].strip()):
        parts = parts[0].split()
    codes = [country_code(part) for part in parts]
    if "" in codes:
        raise ValueError(f"targets {parts[codes.index('')].strip()!r}")
    return tuple(dict.fromkeys(codes))


def _price(text: str) -> float | None:
    bare = re.sub(r"\s", "", text).replace(",", ".")
    try:
        price = float(bare) if bare else None
    except ValueError as error:
        raise ValueError(f"price_floor {text!r}") from error
    if price is not None and not 0 <= price < float("inf"):
        raise ValueError(f"price_floor {text!r}")
    return price


def _day(name: str, cells: Mapping[str, str]) -> str:
    text = cells.get(name, "")
    day = iso_date(text)
    if text and not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        raise ValueError(f"{name} {text!r}")
    return day
