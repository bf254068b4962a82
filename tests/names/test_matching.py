"""What the matching must understand, one way of writing at a time."""

import pytest

from screening.model.lists import Identifier
from screening.names.index import NameIndex
from screening.names.types import SHIPPED_THRESHOLD, PartyQuery

FOUND = [
    ("JOINT STOCK COMPANY ZAGORSK OPTICAL MECHANICAL PLANT", "o1"),
    ("Zagorskiy optiko-mekhanicheskiy zavod, AO", "o1"),
    ("OAO Sagorskij Optiko-Mechanitscheskij Sawod", "o1"),
    ("Акционерное общество «Загорский оптико-механический завод»", "o1"),
    ("Tekhnopribor-Invest", "o2"),
    ("ТОО Техноприбор Инвест", "o2"),
    ("Technopribor Invest GmbH", "o2"),
    ("TekhnopriborInvest", "o2"),
    ("Tekhno pribor Invest", "o2"),
    ("Теkhnорribоr Invеst", "o2"),
    ("Tekhnoprib\u200bor \u202eInvest", "o2"),
    ("Nt[yjghb,jh Bydtcn", "o2"),
    ("T e k h n o p r i b o r I n v e s t", "o2"),
    ("Tekhnopribor Invest LLC, ul. Lenina 12, Moscow, Russia", "o2"),
    ("TEKHNOPRIBOR INVEST on behalf of Somebody Else", "o2"),
    ("Petrochem Gulf Falcon Trading", "o4"),
    ("Щукин судостроительное бюро", "o3"),
    ("Suzhou Yikeda Intelligent Technology", "o7"),
    ("苏州亿可达智能科技有限公司", "o7"),
    ("CHUBAROV Evgeny", "p1"),
    ("Tschubarow, Jewgenij Wiktorowitsch", "p1"),
    ("Çubarov Yevgeniy", "p1"),
    ("Чубаров Евгений Викторович", "p1"),
    ("Abou Umar El Karbalai Hashemi", "p2"),
    ("Александр Щирба", "p3"),
    ("T e k h n o p r i b o r   I n v e s t", "o2"),
    ("A. A. KAYODELU", "p4"),
    ("Abiola Kayodelu", "p4"),
]
FOUND_INSIDE = [
    "To order of Tekhnopribor Invest LLC",
    "Altyn Dala LLP, Tekhnopribor Invest LLC",
    "Altyn Dala LLP and Tekhnopribor Invest LLC",
    "1. Altyn Dala 2. Tekhnopribor Invest LLC 3. Beta LLP",
    "Consignee: Tekhnopribor Invest (Russia)",
    "ТОО Алтын Дала для ООО Техноприбор Инвест",
    "a;b;c;d;e;f;g;h;i;j;Tekhnopribor Invest LLC",
    "Room 503, Block B, Building 12, North Industrial Park, Long Garden Street, Shenzhen City, Guangdong Province, China, "
    "postal code 518000, tel 86 755 1234567, attention Mr Wang Li, Tekhnopribor Invest LLC",
]
NOT_FOUND = [
    "Green Meadow Trading LLC",
    "Иванов Иван Иванович",
    "Optical Plant",
    "Shipbuilding Bureau",
    "Military Unit 40017",
    "Falcon",
    "Ltd",
    "???",
    "",
]


@pytest.mark.parametrize(("text", "entry"), FOUND)
def test_a_listed_party_is_found_however_it_is_written(index: NameIndex, text: str, entry: str) -> None:
    (found,) = index.match([PartyQuery(text)])
    assert [match.entry_id for match in found][:1] == [entry]


@pytest.mark.parametrize("text", FOUND_INSIDE)
def test_a_listed_party_is_found_inside_a_cell_that_holds_more(index: NameIndex, text: str) -> None:
    (found,) = index.match([PartyQuery(text)])
    assert "o2" in [match.entry_id for match in found]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_an_innocent_name_gives_nothing(index: NameIndex, text: str) -> None:
    assert index.match([PartyQuery(text)]) == [[]]


def test_only_identity_is_a_hundred(index: NameIndex) -> None:
    same, nearly = index.match([PartyQuery("tekhnopribor  INVEST, llc"), PartyQuery("Tekhnopribar Invest LLC")])
    assert same[0].score == 100.0
    assert SHIPPED_THRESHOLD <= nearly[0].score < 100.0


def test_vessels_are_searched_for_vessels_alone(index: NameIndex) -> None:
    party, vessel = index.match([PartyQuery("Ocean Marlin 7"), PartyQuery("OCEAN MARLIN 7", vessel=True)])
    assert party == []
    assert vessel[0].entry_id == "v1"
    (none,) = index.match([PartyQuery("Blue Heron", vessel=True)])
    assert none == []


def test_another_number_is_another_unit(index: NameIndex) -> None:
    same, other = index.match([PartyQuery("military unit 29155"), PartyQuery("military unit 29156")], min_score=1)
    assert same[0].score == 100.0
    assert not other or other[0].score < same[0].score - 20


def test_an_equal_number_is_a_certain_hit(index: NameIndex) -> None:
    inside, beside, alone, vessel = index.match([
        PartyQuery("Quite another firm, ИНН 7707083893"),
        PartyQuery("Quite another firm", identifiers=(Identifier("inn", "7707 083893"),)),
        PartyQuery("", identifiers=(Identifier("tax", "7707083893"),)),
        PartyQuery("Renamed", vessel=True, identifiers=(Identifier("imo", "9074729"),)),
    ])  # fmt: skip
    for found, entry in ((inside, "o2"), (beside, "o2"), (alone, "o2"), (vessel, "v1")):
        assert (found[0].entry_id, found[0].score, found[0].reason.code) == (entry, 100.0, "identifier_match")


def test_a_contradicting_number_lowers_and_is_explained(index: NameIndex) -> None:
    name = "Tekhnopribor Invest Moskva"
    plain, other = index.match([
        PartyQuery(name), PartyQuery(name, identifiers=(Identifier("inn", "7736050003"),)),
    ], min_score=1)  # fmt: skip
    assert other[0].score < plain[0].score
    assert "identifier_differs" in {e.code for e in other[0].evidence}


def test_countries_move_a_score_within_bounds(index: NameIndex) -> None:
    name = "Tekhnopribar Invest"
    plain, agrees, differs = (
        found[0]
        for found in index.match(
            [PartyQuery(name), PartyQuery(name, countries=("RU",)), PartyQuery(name, countries=("BR",))], min_score=1
        )
    )
    assert differs.score < plain.score <= agrees.score <= 99.0
    assert agrees.score - differs.score <= 5
    assert any(e.code == "country_agrees" for e in agrees.evidence)


def test_one_match_for_an_entry_and_best_first(index: NameIndex) -> None:
    (found,) = index.match([PartyQuery("Ocean Marlin", vessel=True)], min_score=1, max_hits=10)
    assert len({m.entry_id for m in found}) == len(found)
    assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)


def test_the_explanation_aligns_words(index: NameIndex) -> None:
    (found,) = index.match([PartyQuery("ООО Технопрыбор Инвест Сервис")], min_score=1)
    evidence = {(e.code, e.left, e.right) for e in found[0].evidence}
    assert any(code.startswith("word_") and left == "invest" for code, left, _ in evidence)
    assert any(code == "word_extra" and left == "servis" for code, left, _ in evidence)
    assert any(code == "legal_form_ignored" for code, _, _ in evidence)
