"""A name that meets nothing is told, so that it need not be asked again with another country beside it."""

from screening.goods.match import GoodsMatcher
from screening.lists.read import read_starter
from screening.model.lists import Identifier
from screening.names.index import NameIndex
from screening.names.types import PartyQuery
from screening.ports import ListedEntry
from screening.progress import Silent
from screening.route.judge import RouteJudge
from screening.screen import Engine
from screening.settings import ScreeningSettings

TEXTS = ("Rosoboronexport", "Altyn Dala LLP", "Rosoboron Trade", "Kalashnikov Concern JSC", "Bavaria Möbel GmbH", "")
COUNTRIES: tuple[tuple[str, ...], ...] = ((), ("RU",), ("KZ",), ("DE",))


def index() -> NameIndex:
    return NameIndex.build(ListedEntry("starter", entry) for entry in read_starter().entries)


def test_silent_names_meet_nothing_whatever_the_country() -> None:
    names = index()
    queries = [PartyQuery(text, countries=country) for text in TEXTS for country in COUNTRIES]
    for least in (20.0, 73.0):
        answers, silent = names.match_names(queries, min_score=least)
        for at in range(0, len(queries), len(COUNTRIES)):
            assert len(set(silent[at : at + len(COUNTRIES)])) == 1, "a name is silent by itself"
            if silent[at]:
                assert not any(answers[at : at + len(COUNTRIES)])
    assert [silent[at] for at in range(0, len(queries), len(COUNTRIES))][1], "Altyn Dala LLP is no listed name"
    assert not silent[0]


def test_what_has_more_than_a_name_does_not_rest_on_it() -> None:
    names = index()
    assert names.rests_on_name(PartyQuery("Altyn Dala LLP", countries=("KZ",)))
    assert not names.rests_on_name(PartyQuery("Altyn Dala LLP", address="Abay 1"))
    assert not names.rests_on_name(PartyQuery("Altyn Dala LLP", identifiers=(Identifier("bin", "940140000385"),)))
    assert not names.rests_on_name(PartyQuery("Altyn Dala LLP, Abay 1, Almaty"))
    assert not names.rests_on_name(PartyQuery("Altyn Dala LLP BIN 940140000385"))


def test_the_engine_asks_a_silent_name_once_and_answers_as_the_names_do() -> None:
    names = index()
    engine = Engine(names, GoodsMatcher(()), RouteJudge(), ScreeningSettings())
    queries = [PartyQuery(text, countries=country) for country in COUNTRIES for text in TEXTS]
    for query in queries:
        # One by one: what one question leaves behind must not change what the next is answered.
        assert engine._answer([query], Silent())[query] == tuple(engine.parties([query])[0])
    _answers, silent = names.match_names(queries)
    spoken = sum(not s for s in silent)
    assert engine.asked == spoken + len({q.text for q, s in zip(queries, silent, strict=True) if s})
