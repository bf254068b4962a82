"""Tables of exchange rates as authorities publish them: small files of our own in the published forms."""

import zipfile
from pathlib import Path

import pytest

from screening.errors import UnreadableInput
from screening.goods.official_rates import ECB, KAZAKHSTAN, RUSSIA
from screening.goods.rates import Rates, bundled_rates, read_rates, recent_rates
from screening.model.rates import Rate

HIST = """Date,USD,JPY,BGN,CYP,
2024-05-03,1.0765,164.55,1.9558,N/A,
2024-05-02,1.0698,166.26,1.9558,N/A,
1999-01-04,1.1789,133.73,N/A,0.58231,
"""

ECB_XML = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject><gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
<Cube><Cube time='2024-05-03'><Cube currency='USD' rate='1.0765'/><Cube currency='TRY' rate='34.7965'/></Cube>
<Cube time='2024-05-02'><Cube currency='USD' rate='1.0698'/></Cube></Cube></gesmes:Envelope>
"""

KZ_DAY = """<?xml version="1.0" encoding="utf-8"?>
<rates><generator>Alternate RSS</generator><title>Official exchange rates of National Bank of Republic Kazakhstan</title>
<link>www.nationalbank.kz</link><description>Official exchange rates</description><copyright>www.nationalbank.kz</copyright>
<date>03.05.2024</date>
<item><fullname>ДОЛЛАР США</fullname><title>USD</title><description>441.78</description><quant>1</quant><index>UP</index><change>+1.2</change></item>
<item><fullname>СОМ</fullname><title>KGS</title><description>49.83</description><quant>10</quant><index/><change>0.00</change></item></rates>
"""

KZ_ALL = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><generator>Alternate RSS</generator><title>Official exchange rates</title>
<item><title>EUR</title><pubDate>03.05.24</pubDate><description>473.9</description><quant>1</quant><index>DOWN</index><change>-1</change><link/></item>
</channel></rss>
"""

RU_DAY = """<?xml version="1.0" encoding="windows-1251"?>
<ValCurs Date="03.05.2024" name="Foreign Currency Market">
<Valute ID="R01235"><NumCode>840</NumCode><CharCode>USD</CharCode><Nominal>1</Nominal><Name>Доллар США</Name><Value>91,8239</Value></Valute>
<Valute ID="R01335"><NumCode>398</NumCode><CharCode>KZT</CharCode><Nominal>100</Nominal><Name>Казахстанских тенге</Name><Value>20,7838</Value></Valute>
</ValCurs>
"""


def _by_day(rates: list[Rate]) -> dict[tuple[str, str, str], float]:
    return {(rate.day, rate.currency, rate.base): rate.worth for rate in rates}


def test_the_history_of_the_european_central_bank(tmp_path: Path) -> None:
    path = tmp_path / "eurofxref-hist.csv"
    path.write_text(HIST, encoding="utf-8")
    rates = read_rates(path)
    # A column for each currency, units of it for one euro; "N/A" and the empty last column are passed over.
    assert len(rates) == 9
    assert _by_day(rates)["2024-05-03", "USD", "EUR"] == pytest.approx(1 / 1.0765)
    assert _by_day(rates)["1999-01-04", "CYP", "EUR"] == pytest.approx(1 / 0.58231)
    assert {rate.source for rate in rates} == {ECB}


def test_the_history_as_it_is_packed_and_its_last_years(tmp_path: Path) -> None:
    path = tmp_path / "eurofxref-hist.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("eurofxref-hist.csv", HIST)
    kept, older = recent_rates(path)
    assert {rate.day for rate in kept} == {"2024-05-03", "2024-05-02"}
    assert older == 3
    kept, older = recent_rates(path, since="1990-01-01")
    assert (len(kept), older) == (9, 0)


def test_the_daily_table_has_its_day_in_words(tmp_path: Path) -> None:
    path = tmp_path / "eurofxref.csv"
    path.write_text("Date, USD, JPY, \n03 May 2024, 1.0765, 164.55, \n", encoding="utf-8")
    assert [(rate.day, rate.currency) for rate in read_rates(path)] == [("2024-05-03", "USD"), ("2024-05-03", "JPY")]


def test_the_xml_of_the_european_central_bank(tmp_path: Path) -> None:
    path = tmp_path / "eurofxref-hist-90d.xml"
    path.write_text(ECB_XML, encoding="utf-8")
    rates = _by_day(read_rates(path))
    assert len(rates) == 3
    assert rates["2024-05-02", "USD", "EUR"] == pytest.approx(1 / 1.0698)


def test_the_national_bank_of_kazakhstan(tmp_path: Path) -> None:
    path = tmp_path / "get_rates.cfm.xml"
    path.write_text(KZ_DAY, encoding="utf-8")
    rates = read_rates(path)
    assert rates == [
        Rate("2024-05-03", "USD", "KZT", 441.78, KAZAKHSTAN),
        Rate("2024-05-03", "KGS", "KZT", pytest.approx(4.983), KAZAKHSTAN),  # type: ignore[arg-type]
    ]
    path.write_text(KZ_ALL, encoding="utf-8")
    assert read_rates(path) == [Rate("2024-05-03", "EUR", "KZT", 473.9, KAZAKHSTAN)]


def test_the_bank_of_russia(tmp_path: Path) -> None:
    path = tmp_path / "XML_daily.asp"
    path.write_bytes(RU_DAY.encode("cp1251"))
    rates = _by_day(read_rates(path))
    assert rates == {
        ("2024-05-03", "USD", "RUB"): pytest.approx(91.8239),
        ("2024-05-03", "KZT", "RUB"): pytest.approx(0.207838),
    }
    assert {rate.source for rate in read_rates(path)} == {RUSSIA}


def test_authorities_join_over_each_other(tmp_path: Path) -> None:
    one, other = tmp_path / "eurofxref-hist.csv", tmp_path / "kz.xml"
    one.write_text(HIST, encoding="utf-8")
    other.write_text(KZ_DAY, encoding="utf-8")
    found = Rates([*read_rates(one), *read_rates(other)]).converted(200_000.0, "KZT", "EUR", "2024-05-03")
    assert found is not None
    assert found.value == pytest.approx(200_000.0 / 441.78 / 1.0765)
    assert found.official
    assert [rate.source for rate in found.rates] == [KAZAKHSTAN, ECB]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<html><body>Service unavailable</body></html>", "rates_unknown_xml"),
        ("<rates><date>03.05.2024</date></rates>", "rates_unknown_xml"),
        (KZ_DAY.replace("441.78", "nothing"), "rates_bad_row"),
        (KZ_DAY.replace("03.05.2024", "some day"), "rates_bad_row"),
        (KZ_DAY[:-120], "xml_damaged"),
        ('<!DOCTYPE rates [<!ENTITY x "y">]>' + KZ_DAY.partition("?>")[2].strip(), "xml_with_doctype"),
        (HIST.replace("1.0765", "x"), "rates_bad_row"),
    ],
)
def test_what_is_wrong_is_one_message_that_names_the_file(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "rates.bin"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        read_rates(path)
    assert (caught.value.code, caught.value.data["file"]) == (code, str(path))


def test_recalled_rates_are_asked_last_and_are_told_apart() -> None:
    held = [Rate("2024-12-30", "USD", "EUR", 0.96, ECB)]
    rates = Rates(held, bundled_rates())
    official = rates.converted(100.0, "USD", "EUR", "2025-01-05")
    assert official is not None
    # The recalled rate of the day after is newer, and no reason to leave an official one.
    assert (official.value, official.official) == (96.0, True)
    recalled = rates.converted(100.0, "CNY", "EUR", "2025-01-05")
    assert recalled is not None
    assert not recalled.official
