"""The history of lines: what earlier manifests and the lists tell, through a real store."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.model.flags import LineHistory
from screening.model.lists import Entry, EntryAddress, EntryKind, EntryName, Identifier, ListFormat, ListInfo
from screening.model.manifests import Line, ManifestInfo, Value
from screening.model.ownership import OwnershipAnswer

SENT = {
    "consignor": "Bavaria Elektronik GmbH",
    "consignee": "ТОО «Завод приборов»",
    "hs_code": "8542319010",
    "destination_country": "Казахстан",
    "transport_doc_no": "CMR 7",
    "date": "02.05.2024",
    "value": "1 000",
    "currency": "EUR",
    "net_weight": "2",
    "consignee.phone": "+7 (727) 250-11-22",
    "consignee.address": "г. Алматы, ул. Розыбакиева, 125",
}


class Office:
    """A store that is sent manifests, each of a file of its own."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore(folder)
        self._folder = folder

    def send(self, *lines: dict[str, str], sha256: str = "") -> int:
        number = len(self.store.manifests()) + 1
        original = self._folder / f"{number}.csv"
        original.write_text(str(number), encoding="utf-8")
        info = ManifestInfo(original.name, str(original), sha256 or f"{number:064}", 1, "csv", "utf-8", ",")
        batch = [
            Line("1", row, tuple(Value(f, t, t, row, at) for at, (f, t) in enumerate(fields.items())))
            for row, fields in enumerate(lines, 2)
        ]
        return self.store.add_manifest(info, [], [batch], [], original).manifest_id

    def past(self, manifest_id: int) -> list[LineHistory]:
        history = self.store.history(manifest_id)
        return [past for batch in self.store.lines(manifest_id) for past in history.of(batch)]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_the_first_manifest_has_no_past(office: Office) -> None:
    (past,) = office.past(office.send(SENT))
    assert (past.manifests, past.customer_known, past.paper_known, past.usual_per_kg) == (0, False, False, None)
    assert past.per_kg == 500.0


def test_a_receiver_is_known_again_whatever_his_legal_form(office: Office) -> None:
    office.send(SENT)
    known, new = office.past(
        office.send({**SENT, "consignee": "Завод приборов, ЖШС"}, {**SENT, "consignee": "ТОО Другой"})
    )
    assert (known.customer_known, new.customer_known) == (True, False)


def test_a_copy_of_the_same_file_and_later_manifests_are_no_past(office: Office) -> None:
    first = office.send(SENT, sha256="a" * 64)
    again = office.send(SENT, sha256="a" * 64)
    (past,) = office.past(again)
    assert (past.manifests, past.customer_known) == (0, False)
    assert office.past(first)[0].manifests == 0


def test_the_usual_value_of_a_kilogram_is_the_median_of_its_code_and_currency(office: Office) -> None:
    office.send(*({**SENT, "value": str(value)} for value in (200, 400, 600, 800, 1000)))
    euro, tenge = office.past(office.send(SENT, {**SENT, "currency": "KZT"}))
    assert (euro.per_kg, euro.usual_per_kg) == (500.0, 300.0)
    assert tenge.usual_per_kg is None


def test_what_went_to_russia_before_is_remembered(office: Office) -> None:
    office.send({**SENT, "destination_country": "Россия", "date": "01.02.2022"})
    same, other = office.past(office.send(SENT, {**SENT, "consignor": "Anadolu"}))
    assert same.formerly == ("RU", "2022-02-01")
    assert other.formerly == ("", "")


def test_a_document_with_another_receiver_is_a_late_change(office: Office) -> None:
    office.send(SENT)
    changed, same = office.past(
        office.send({**SENT, "consignee": "ТОО Другой", "destination_country": "Кыргызстан"}, SENT)
    )
    assert changed.paper_known
    assert dict(changed.changed) == {"consignee": "завод приборов", "destination_country": "KZ"}
    assert same.changed == ()


def test_a_document_by_another_way_is_a_late_change(office: Office) -> None:
    office.send({**SENT, "transit_country": "Poland, Belarus"}, {**SENT, "transport_doc_no": "CMR 9"})
    other, same, codes, untold, unknown = office.past(
        office.send(
            {**SENT, "transit_country": "Georgia"},
            {**SENT, "transit_country": "BY; PL"},
            {**SENT, "transit_country": "PL / KG"},
            SENT,
            {**SENT, "transport_doc_no": "CMR 9", "transit_country": "Georgia"},
        )
    )
    assert dict(other.changed) == dict(codes.changed) == {"transit_country": "BY PL"}
    assert same.changed == untold.changed == unknown.changed == ()


def test_the_months_before_are_compared_with_this_manifest(office: Office) -> None:
    for month in ("01", "02", "03"):
        office.send({**SENT, "date": f"10.{month}.2024", "value": "100"})
    pasts = office.past(office.send(SENT, SENT))
    assert {(past.month_total, past.usual_month) for past in pasts} == {(2000.0, 100.0)}


def test_consignments_of_near_days_are_gathered_and_a_document_is_one(office: Office) -> None:
    office.send({**SENT, "date": "25.04.2024", "transport_doc_no": "CMR 5"})
    lines = [
        {**SENT, "transport_doc_no": "CMR 6"},
        {**SENT, "transport_doc_no": "CMR 6"},
        {**SENT, "date": "01.07.2024"},
    ]
    near, _, far = office.past(office.send(*lines))
    assert sorted(near.lots) == [("2024-04-25", 1000.0), ("2024-05-02", 2000.0)]
    assert [day for day, _ in far.lots] == ["2024-07-01"]


def test_contacts_of_listed_parties_and_of_many_parties_are_told(office: Office) -> None:
    entry = Entry(
        "h-1", EntryKind.ORGANISATION, (EntryName("Severnaya Zvezda"),),
        identifiers=(Identifier("phone", "8 727 250 11 22"),),
        addresses=(EntryAddress("Almaty, Rozybakiev street 999"),),
    )  # fmt: skip
    info = ListInfo("own-house", "House", ListFormat.OWN, "x", "0" * 64, datetime.now(UTC), entries=1)
    office.store.replace_list(info, [entry])
    office.send({**SENT, "consignee": "ТОО Первый"}, {**SENT, "consignee": "ТОО Второй"})
    (past,) = office.past(office.send(SENT))
    listed = [shared for shared in past.shared if shared.list_id]
    assert [(shared.field, shared.entry_id) for shared in listed] == [("consignee.phone", "h-1")]
    assert {shared.field: shared.parties for shared in past.shared if not shared.list_id} == {
        "consignee.phone": 3,
        "consignee.address": 3,
    }
    office.store.replace_list(info, [replace(entry, identifiers=())])
    (past,) = office.past(2)
    assert not [shared for shared in past.shared if shared.list_id]


def test_answers_do_not_depend_on_the_batch(office: Office) -> None:
    office.send(SENT)
    manifest_id = office.send(SENT, {**SENT, "consignee": "ТОО Другой"}, {**SENT, "value": "9"})
    history = office.store.history(manifest_id)
    lines = [pair for batch in office.store.lines(manifest_id) for pair in batch]
    assert history.of(lines) == [history.of([pair])[0] for pair in lines]


def test_a_look_at_the_owners_is_kept_beside_earlier_ones(office: Office) -> None:
    manifest_id = office.send(SENT)
    with office.store.run(manifest_id, "1", "{}", []) as writer:
        run = writer.finish(1)
    first = office.store.put_ownership_check(run.run_id, "ТОО Завод", OwnershipAnswer.NOT_FOUND, "stat.gov.kz", "aigul")
    second = office.store.put_ownership_check(run.run_id, "ТОО Завод", OwnershipAnswer.NOT_OWNED, "выписка", "timur")
    assert office.store.ownership_checks(run.run_id) == [first, second]
    kinds = [json.loads(record.body)["kind"] for record in office.store.trail_records()]
    assert kinds.count("ownership_checked") == 2
    with pytest.raises(Exception, match="append-only"):
        office.store.database.conn.execute("DELETE FROM ownership_check")
