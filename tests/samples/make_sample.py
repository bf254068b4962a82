"""Make the bundled sample manifest and its answers: ``python -m tests.samples.make_sample [FOLDER]``.

The same cells come out on every machine: the choice of goods, firms and places is drawn with a fixed seed, and no date
of today goes in. Firms of innocent lines are invented; listed parties are those of the starter list.
"""

import csv
import datetime
import random
import re
import sys
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from screening.resources import resource_path
from tests.samples.goods_words import CARRIERS, CONSIGNEES, CONSIGNORS, DESTINATIONS, GOODS, REMARKS, ROUTES, TRAPS
from tests.samples.planted import PLANTED

WORKBOOK = "forwarder_register.xlsx"
ANSWERS = "forwarder_register.answers.csv"
SEED = 20240915
LINES = 300
HEADER_ROW = 7
COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("number", "№ п/п", 6),
    ("date", "Дата / Күні", 11),
    ("cmr", "№ CMR / накладной", 15),
    ("consignor", "Отправитель / Жөнелтуші", 38),
    ("from", "Страна отправления", 14),
    ("consignee", "Получатель / Алушы", 34),
    ("bin", "БИН/ИИН получателя", 15),
    ("address", "Адрес получателя", 36),
    ("goods", "Наименование товара / Тауардың атауы", 46),
    ("hs", "Код ТН ВЭД", 13),
    ("origin", "Страна происхождения", 14),
    ("quantity", "Кол-во", 9),
    ("unit", "Ед.", 7),
    ("gross", "Вес брутто, кг", 12),
    ("net", "Вес нетто, кг", 12),
    ("value", "Стоимость", 13),
    ("currency", "Валюта", 8),
    ("to", "Страна назначения", 16),
    ("route", "Пункт пропуска / маршрут (страны транзита)", 34),
    ("carrier", "Перевозчик", 30),
    ("vessel", "Судно", 18),
    ("note", "Примечание", 34),
)
ISO = {"Германия": "DE", "Турция": "TR", "Türkiye": "TR", "Китай": "CN", "Гонконг": "HK", "ОАЭ": "AE"}
Cell = str | int | float | datetime.date | None
Row = dict[str, Cell]


def business_number(year_month: str, serial: int) -> str:
    """Return a Kazakh business number (BIN) of a resident head office with its check digit.

    Registration month, 4 (resident firm), 0 (head office), five digits of a serial and the check digit: weights 1 to
    11 modulo 11, on 10 once more with weights 3 to 11, 1, 2. A serial that gives no digit passes to the next.
    """
    body = f"{year_month}40{serial:05d}"
    for shift in (0, 2):
        check = sum(int(digit) * ((place + shift) % 11 + 1) for place, digit in enumerate(body)) % 11
        if check < 10:
            return f"{body}{check}"
    return business_number(year_month, serial + 1)


def _written_by(text: str, country: str) -> bool:
    """Say whether a sender of a country would write so: Chinese in China only, Turkish letters in Turkey only."""
    return not (country != "CN" and re.search("[\u4e00-\u9fff]", text)) and not (
        country != "TR" and re.search("[çğışöüİÇŞÖÜ]", text)
    )


def _innocent(draw: random.Random, number: int) -> tuple[Row, str]:
    trap = TRAPS[number // 40 % len(TRAPS)] if number % 40 == 20 else None
    goods = (*trap[:4], trap[4:5]) if trap else draw.choice(GOODS)
    code, unit, weight, price, texts = goods
    why = trap[5] if trap else ""
    consignor = draw.choice([c for c in CONSIGNORS if code[:2] in c[3].split()])
    buyers = [c for c in CONSIGNEES if c[3] != consignor[2] and (c[4] == "*" or code[:2] in c[4].split())]
    consignee, registered, address, destination, _ = draw.choice(buyers)
    text = draw.choice([t for t in texts if _written_by(t, consignor[2])] or [texts[0]])
    serial = 90000 + [c[0] for c in CONSIGNEES].index(consignee) * 7
    net = round(draw.uniform(180, 4200), 1)
    quantity = max(1, round(net / weight))
    net = round(quantity * weight, 1)
    region = consignor[2] if consignor[2] in CARRIERS else "KZ"
    origin = {"Türkiye": "Турция", "Germany": "Германия"}.get(consignor[1], consignor[1])
    day = datetime.date(2024, 7, 1) + datetime.timedelta(days=number * 76 // LINES)
    return {
        "number": number,
        "date": day,
        "cmr": f"CMR {240700 + number * 3}",
        "consignor": consignor[0],
        "from": consignor[1],
        "consignee": consignee,
        "bin": business_number(registered, serial) if registered else None,
        "address": address,
        "goods": text,
        "hs": code,
        "origin": origin,
        "quantity": quantity,
        "unit": unit,
        "gross": round(net * draw.uniform(1.03, 1.09), 1),
        "net": net,
        "value": round(net * price * draw.uniform(0.92, 1.08), 2),
        "currency": "USD",
        "to": draw.choice(DESTINATIONS[destination]),
        "route": draw.choice(ROUTES[consignor[2]]),
        "carrier": draw.choice(CARRIERS[region]),
        "vessel": None,
        "note": draw.choice(REMARKS) or None,
    }, why


def make_lines() -> tuple[list[Row], list[dict[str, str]]]:
    """Return the goods lines and the answers; the answers' rows are those of the spreadsheet."""
    draw = random.Random(SEED)
    rows = [_innocent(draw, number) for number in range(1, LINES + 1)]
    places = [n for n in range(LINES) if not rows[n][1]]
    home = {c[0] for c in CONSIGNEES if c[3] == "KZ"}
    # Planted parties keep the destination of the innocent line, so that only what is planted can be found.
    chosen = sorted(draw.sample([n for n in places if rows[n][0]["consignee"] in home], len(PLANTED)))
    order = list(PLANTED)
    draw.shuffle(order)
    answers = []
    for place, planted in zip(chosen, order, strict=True):
        row = rows[place][0]
        if "consignee" in planted.cells and row["consignee"] != planted.cells["consignee"]:
            row["bin"] = business_number(planted.new_firm or "1303", 91000 + place)
        country = planted.cells.get("from", "")
        if country:
            row |= {"origin": {"Türkiye": "Турция"}.get(country, country), "route": draw.choice(ROUTES[ISO[country]])}
            row["carrier"] = draw.choice(CARRIERS.get(ISO[country], CARRIERS["KZ"]))
        row |= {key: text or None for key, text in planted.cells.items()}
        answers.append(
            {
                "row": str(HEADER_ROW + 1 + place),
                "kinds": planted.kinds,
                "list": planted.lists,
                "entry_id": planted.ids,
                "note": planted.note,
            }
        )
    return [row for row, _ in rows], answers


def make_workbook(lines: list[Row]) -> Workbook:
    """Return the register as a forwarder keeps it: title block, header, lines, totals, signature."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Реестр"
    sheet["A1"] = "ТОО «Ұлы Дала Экспедиция»"
    sheet["A2"] = "Қазақстан Республикасы, Алматы қ., Сүйінбай даңғылы, 211"
    sheet["A3"] = "РЕЕСТР ГРУЗОВ, принятых к перевозке / ЖҮКТЕР ТІЗІЛІМІ"
    sheet["A4"] = "за период с 01.07.2024 по 15.09.2024"
    sheet["A5"] = "Договор транспортной экспедиции № 17/ТЭ от 09.01.2024"
    for row in range(1, 6):
        sheet.cell(row, 1).font = Font(bold=row in (1, 3), size=14 if row == 3 else 11)
    thin = Side(style="thin", color="999999")
    for column, (_, header, width) in enumerate(COLUMNS, 1):
        cell = sheet.cell(HEADER_ROW, column, header)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color="DDE6F0")
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, line in enumerate(lines):
        for column, (key, _, _) in enumerate(COLUMNS, 1):
            filled = sheet.cell(HEADER_ROW + 1 + number, column, line[key])
            if key == "date":
                filled.number_format = "dd.mm.yyyy"
            elif key in ("gross", "net", "value"):
                filled.number_format = "#,##0.00"
    last = HEADER_ROW + len(lines) + 1
    sheet.cell(last, 4, "ИТОГО / БАРЛЫҒЫ").font = Font(bold=True)
    for column, (key, _, _) in enumerate(COLUMNS, 1):
        if key in ("gross", "net", "value"):
            total = round(sum(float(str(line[key])) for line in lines), 2)
            sheet.cell(last, column, total).font = Font(bold=True)
    sheet.cell(last + 2, 1, "Составил: ____________________ / менеджер отдела перевозок")
    sheet.cell(last + 3, 1, "М.О. / М.П.")
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    book.properties.creator = "Tekser"
    book.properties.created = datetime.datetime(2024, 9, 15, 9, 0)
    return book


def write(folder: Path) -> None:
    """Write the register and its answers into a folder."""
    lines, answers = make_lines()
    make_workbook(lines).save(folder / WORKBOOK)
    with (folder / ANSWERS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["row", "kinds", "list", "entry_id", "note"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(answers)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else resource_path("samples"))
