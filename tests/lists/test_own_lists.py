"""Lists of one's own and of goods: columns by header or by mapping, versions read again in the same way, clear errors."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from db.store import SqliteStore
from screening.errors import UnreadableInput, UserError
from screening.goods.match import GoodsMatcher
from screening.goods.types import GoodsQuery
from screening.lists.intake import accept_version, refuse_version
from screening.lists.read import detect, read_list
from screening.model.goods import Direction
from screening.model.lists import EntryKind, ListChange, ListFormat
from screening.workflow import import_lists
from tests.lists.test_formats import FILES


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_every_field_of_a_list_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    path.write_text(
        "name;type;country;aliases;weak aliases;former names;inn;kpp;passport;imo;phone;email;address;dob;position;"
        "programme;measure;owner;share;listed on;remarks;colour\n"
        "ООО Неведомо;юр. лицо;Россия;Nevedomo | NVD;НВД;ООО Прежнее;7704730655;770401001;75 1234567;9074729;"
        "+7 495 0000000;a@n.example;Москва, Несущая 5;19.02.1961;директор;UKR;заморозка;АО Мать;62,5;06.04.2022;наше;red\n",
        encoding="utf-8",
    )
    (source,) = detect([path])
    parsed = read_list(source)
    (entry,) = parsed.entries
    assert [(n.text, n.quality.value) for n in entry.names] == [
        ("ООО Неведомо", "strong"), ("Nevedomo", "strong"), ("NVD", "strong"), ("НВД", "weak"),
        ("ООО Прежнее", "former"),
    ]  # fmt: skip
    assert {(i.kind, i.value) for i in entry.identifiers} == {
        ("inn", "7704730655"), ("kpp", "770401001"), ("passport", "75 1234567"), ("imo", "9074729"),
        ("phone", "+7 495 0000000"), ("email", "a@n.example"),
    }  # fmt: skip
    assert [(a.text, a.country) for a in entry.addresses] == [("Москва, Несущая 5", "RU")]
    assert (entry.birth_dates, entry.listed_on) == (("1961-02-19",), "2022-04-06")
    assert (entry.programmes, entry.measures, entry.detail("position")) == (("UKR",), ("заморозка",), ("директор",))
    assert [(r.kind, r.target_name, r.share) for r in entry.relations] == [("owned_by", "АО Мать", 62.5)]
    assert [note for note in parsed.notes if note.startswith("column_not_used:")] == ["column_not_used:colour"]


def test_columns_are_given_by_a_mapping_and_remembered_with_the_version(store: SqliteStore, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "block.xlsx",
        ["Стоп-лист", None, None],
        ["Контрагент", "РНН", "name"],
        ["ТОО Неведомо", 600900123456, "не имя"],
    )
    (change,) = import_lists(store, [path], name="block", mapping={"name": "Контрагент", "tax": "рнн"})
    entry = store.entry("own-block", "row-3")
    assert entry is not None
    assert (entry.name, entry.identifiers[0].value) == ("ТОО Неведомо", "600900123456")
    # Read again from the kept bytes it is the same list.
    again = accept_version(store, change.info.version_id, "aigul", "looked at again")
    assert (again.new, again.gone, again.changed) == (0, 0, 0)
    # Another mapping of the same bytes is another version.
    (other,) = import_lists(store, [path], name="block", mapping={"name": "name"})
    assert (other.changed, other.info.version_id > change.info.version_id) == (1, True)


def test_a_mapping_that_does_not_fit_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    path.write_text("name,inn\nAlpha,7704730655\n", encoding="utf-8")
    with pytest.raises(UserError, match="unknown_list_field"):
        detect([path], mapping={"colour": "name"})
    (source,) = detect([path], mapping={"name": "Контрагент"})
    with pytest.raises(UnreadableInput, match="mapped_column_missing"):
        list(read_list(source).entries)


def test_a_goods_list_from_excel_is_known_by_its_codes(store: SqliteStore, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "106.xlsx",
        ["Код ТН ВЭД", "Наименование", "Направление", "Страны", "Порог цены", "Валюта", "ex", "с"],
        [8806211000, "Беспилотники", "вывоз", "Россия, Беларусь", None, None, None, "19.10.2023"],
        [1012100, "Лошади", "ввоз", "RU", "1 500,50", "eur", "да", None],
    )
    (source,) = detect([path])
    assert source.format is ListFormat.GOODS
    (change,) = import_lists(store, [path], name="kz-106")
    assert (change.info.list_id, change.info.entries, change.info.format) == ("kz-106", 2, ListFormat.GOODS)
    drones, horses = store.goods_rules()
    assert (drones.code, drones.targets, drones.valid_from) == ("8806211000", ("RU", "BY"), "2023-10-19")
    assert drones.names == (("ru", "Беспилотники"),)
    # The zero that the spreadsheet took is back.
    assert (horses.code, horses.price_floor, horses.currency, horses.ex) == ("01012100", 1500.5, "EUR", True)
    assert horses.direction is Direction.IMPORT


def test_a_goods_list_by_mapping(store: SqliteStore, tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text("Позиция перечня;Что это\n8542 31;Процессоры\nex 8471.30;Компьютеры\n", encoding="utf-8")
    mapping = {"code": "Позиция перечня", "name_ru": "Что это"}
    (change,) = import_lists(store, [path], format=ListFormat.GOODS, name="bank", mapping=mapping)
    assert [(r.code, r.name("ru")) for r in store.goods_rules()] == [("854231", "Процессоры"), ("847130", "Компьютеры")]
    again = accept_version(store, change.info.version_id, "aigul", "again")
    assert again.info.entries == 2


def test_every_wrong_row_of_a_goods_list_is_named_and_nothing_taken(store: SqliteStore, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(
        "hs code,direction,targets,price_floor,valid_from\n"
        "854231,,RU,,\nabc,,RU,,\n8542,sideways,RU,,\n8542,export,Atlantis,,\n8542,,RU,dear,\n8542,,RU,,soon\n",
        encoding="utf-8",
    )
    wrong = "3: code 'abc'; 4: direction 'sideways'; 5: targets 'Atlantis'; 6: price_floor 'dear'; 7: valid_from 'soon'"
    (change,) = import_lists(store, [path], name="bad")
    assert [problem.code for problem in change.problems] == ["list_unread", "goods_rows_unread"]
    assert dict(change.problems[-1].data)["detail"] == wrong
    assert (change.in_force, change.info.unread, store.goods_rules()) == (False, 5, [])
    # Where no row can be read there is nothing to accept.
    path.write_text("hs code\nabc\nxyz\n", encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        import_lists(store, [path], name="bad")
    assert caught.value.code == "goods_list_bad_rows"
    assert caught.value.data["detail"] == "2: code 'abc'; 3: code 'xyz'"


def test_a_goods_list_that_lost_its_half_is_held(store: SqliteStore, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("code\n" + "".join(f"85{n:04d}\n" for n in range(100)), encoding="utf-8")
    import_lists(store, [path], format=ListFormat.GOODS, name="long")
    path.write_text("code\n" + "".join(f"85{n:04d}\n" for n in range(50)), encoding="utf-8")
    (held,) = import_lists(store, [path], format=ListFormat.GOODS, name="long")
    assert [p.code for p in held.problems] == ["list_shrank"]
    assert len(store.goods_rules()) == 100
    accept_version(store, held.info.version_id, "aigul", "half were struck off")
    assert len(store.goods_rules()) == 50


def test_a_list_of_goods_never_takes_the_place_of_one_of_parties(store: SqliteStore, tmp_path: Path) -> None:
    import_lists(store, [FILES / "eu.xml"])
    path = tmp_path / "goods.csv"
    path.write_text("code\n854231\n", encoding="utf-8")
    with pytest.raises(UserError, match="list_of_parties"):
        import_lists(store, [path], format=ListFormat.GOODS, name="eu")


CONTROL = "Номер;Наименование;name_en\n2В001.а;Станки;Machine tools\n9A999;Особое;Special\nX.A.I.001;Электроника;\nМL8;Топливо;\n"


def test_numbers_of_loaded_control_lists_are_found_in_goods_texts(store: SqliteStore, tmp_path: Path) -> None:
    path = tmp_path / "424.csv"
    path.write_text(CONTROL, encoding="utf-8")
    (change,) = import_lists(store, [path], format=ListFormat.CONTROL, name="kz-424")
    assert (change.info.format, change.info.entries) == (ListFormat.CONTROL, 4)
    rules = store.goods_rules()
    assert [rule.code for rule in rules] == ["2B001.A", "9A999", "X.A.I.001", "ML8"]

    def met(text: str, matcher: GoodsMatcher) -> list[tuple[str, str]]:
        (matches,) = matcher.match([GoodsQuery(text=text)], min_score=1)
        return [(m.rule.list_id, m.rule.code) for m in matches if m.basis == "control_number"]

    loaded, bare = GoodsMatcher(rules), GoodsMatcher([])
    assert met("Станок токарный, 2В001.а.1", loaded) == [("kz-424", "2B001.A")]
    assert met("Станок токарный, 2B001", loaded) == [("kz-424", "2B001.A")]
    assert met("Станок токарный, 2B001", bare) == [("control-numbers", "2B001")]
    # A number that only the loaded list has counts without a label too.
    assert met("Изделие 9A999 особое", bare) == []
    assert met("Изделие 9A999 особое", loaded) == [("kz-424", "9A999")]
    assert met("Плата X.A.I.001", loaded) == [("kz-424", "X.A.I.001")]
    # Loaded or not, what no list of the officer's has stays what it was.
    assert met("ECCN: 5A992.c", loaded) == [("control-numbers", "5A992")]
    assert met("Кабель медный 3х2,5", loaded) == []


def test_a_customs_code_is_no_control_number(tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("eccn\n3A001\n??\n", encoding="utf-8")
    from screening.goods.lists import read_goods_list

    with pytest.raises(UnreadableInput, match="goods_list_bad_row") as caught:
        read_goods_list(path, by_number=True)
    assert caught.value.data["row"] == 3


def test_an_archive_is_unpacked_and_its_lists_named_after_it(store: SqliteStore, tmp_path: Path) -> None:
    archive = tmp_path / "lists.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.write(FILES / "eu.xml", "folder/full.xml")
        file.write(FILES / "uk.csv", "../../uk.csv")
        file.writestr("readme.txt", "no list")
    changes = import_lists(store, [archive])
    assert [(c.info.list_id, c.info.source) for c in changes] == [
        ("eu", f"{archive}: full.xml"), ("uk", f"{archive}: uk.csv"),
    ]  # fmt: skip
    assert not (tmp_path.parent / "uk.csv").exists()
    archive.write_bytes(archive.read_bytes()[:-300])
    with pytest.raises(UnreadableInput, match="damaged_archive"):
        import_lists(store, [archive])


def test_kinds_are_told_from_words_of_many_languages(tmp_path: Path) -> None:
    path = tmp_path / "kinds.csv"
    words = {
        "Жеке тұлға": EntryKind.PERSON,
        "gemi": EntryKind.VESSEL,
        "公司": EntryKind.ORGANISATION,
        "?": EntryKind.UNKNOWN,
    }
    path.write_text("name,type\n" + "".join(f"N{n},{word}\n" for n, word in enumerate(words)), encoding="utf-8")
    (source,) = detect([path])
    assert [entry.kind for entry in read_list(source).entries] == list(words.values())


def test_a_party_that_has_its_name_in_another_column_alone_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    path.write_text(
        "name,name in cyrillic,aliases,former names,country\nAlpha,,,,RU\n,Бета,,,RU\n,,Gamma | Delta,,RU\n,,,Epsilon,RU\n"
        ",,| ;,,RU\n,,,,\n",
        encoding="utf-8",
    )
    (source,) = detect([path])
    parsed = read_list(source)
    assert [entry.name for entry in parsed.entries] == ["Alpha", "Бета", "Gamma", "Epsilon"]
    assert parsed.notes["unread"] == 1


@pytest.mark.parametrize("refused", [False, True])
def test_a_held_version_is_not_taken_for_the_same_file_read_by_other_columns(
    store: SqliteStore, tmp_path: Path, *, refused: bool
) -> None:
    def table(rows: int) -> Path:
        path = tmp_path / "partners.csv"
        lines = (f"Party {n},Street {n}\n" for n in range(rows))
        path.write_text("firm,office\n" + "".join(lines), encoding="utf-8")
        return path

    import_lists(store, [table(100)], name="partners", mapping={"name": "firm"})
    (wrong,) = import_lists(store, [table(50)], name="partners", mapping={"name": "office"})
    assert "list_shrank" in [problem.code for problem in wrong.problems]
    if refused:
        refuse_version(store, wrong.info.version_id, "aigerim", "the wrong column")
    (right,) = import_lists(store, [table(50)], name="partners", mapping={"name": "firm"})
    assert "list_was_refused" not in [problem.code for problem in right.problems]
    assert right.info.version_id != wrong.info.version_id
    accept_version(store, right.info.version_id, "aigerim", "half of them are gone")
    assert {listed.entry.name for listed in store.entries()} == {f"Party {n}" for n in range(50)}


def test_a_held_goods_list_is_not_taken_for_the_same_file_read_by_other_columns(
    store: SqliteStore, tmp_path: Path
) -> None:
    def table(rows: int) -> Path:
        path = tmp_path / "house.csv"
        lines = (f"85{n:04d},84{n:04d}\n" for n in range(rows))
        path.write_text("ours,theirs\n" + "".join(lines), encoding="utf-8")
        return path

    def take(rows: int, column: str) -> ListChange:
        (change,) = import_lists(
            store, [table(rows)], format=ListFormat.GOODS, name="house", mapping={"code": column}
        )  # fmt: skip
        return change

    take(100, "ours")
    wrong, right = take(50, "theirs"), take(50, "ours")
    assert wrong.problems
    assert right.problems
    accept_version(store, right.info.version_id, "aigerim", "half of them are gone")
    assert {rule.code for rule in store.goods_rules()} == {f"85{n:04d}" for n in range(50)}
