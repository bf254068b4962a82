"""The judging of lines: a pure function from (engine, batch of lines) to hits.

The window, the command line and any worker of a cluster call :meth:`Engine.screen`; it knows no store, and its
answer for a line depends on that line, the lists and the settings alone, never on the batch the line came in.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from screening.answers import PartyAnswers, key_of_name, key_of_question
from screening.countries import countries_in, country_code, party_countries
from screening.goods.amounts import amount, currency_code, iso_day
from screening.goods.match import GoodsMatcher
from screening.goods.types import Flag, GoodsMatch, GoodsQuery
from screening.identifiers import comparable, find_identifiers
from screening.model.flags import LineHistory
from screening.model.hits import FURTHER, Evidence, Hit, HitKind, NotChecked, Reason
from screening.model.lists import EntryKind, Identifier
from screening.model.manifests import PARTY_FIELDS, VESSEL_FIELDS, Line, Unscreened, Value
from screening.names.index import NameIndex
from screening.names.parse import names_in
from screening.names.types import NameMatch, PartyQuery
from screening.ownership import LIST_ID as OWNERSHIP_LIST
from screening.ownership import Ownership
from screening.progress import Progress, Silent, check
from screening.route.judge import RouteJudge
from screening.settings import ScreeningSettings

FREE_TEXT_FIELDS = ("remarks", "marks", "contract", "end_use")
"""Fields whose text is no party, but may hold the number of a listed one, or name it with its legal form."""

NUMBER_FIELDS = ("tax_id",)
"""Fields that hold a party's number without saying whose."""

ROUTE_FIELDS = ("dispatch_country", "transit_country", "destination_country", "consignee.country", "end_user.country")

POSSIBLY_OWNED = 0.8
"""What is left of the score of a name whose owners are listed, but whose shares no list tells."""

_PARTIES = tuple((field, f"{field}.tax_id") for field in PARTY_FIELDS)
_VESSEL_KINDS = (EntryKind.VESSEL, EntryKind.AIRCRAFT)


@dataclass(frozen=True, slots=True)
class Screened:
    """What the screening of some lines gave: one tuple of hits for each line, best first, and what was left out."""

    hits: list[tuple[Hit, ...]]
    unscreened: list[Unscreened]
    not_checked: list[NotChecked]
    """Rules that lacked a field, with the number of these lines."""


class Engine:
    """Everything that a line is judged by. To be used by one thread at a time."""

    def __init__(
        self,
        names: NameIndex,
        goods: GoodsMatcher,
        route: RouteJudge,
        settings: ScreeningSettings,
        ownership: Ownership | None = None,
    ) -> None:
        self.ownership = Ownership({}, told=False) if ownership is None else ownership
        self.names = names
        self.goods = goods
        self.route = route
        self.settings = settings
        self.answers = PartyAnswers()
        self.asked = 0
        """Questions that were put to the names so far; a name that meets nothing is put once while it is remembered."""

    def screen(
        self, lines: Sequence[Line], progress: Progress | None = None, history: Sequence[LineHistory] | None = None
    ) -> Screened:
        """Judge lines: parties, vessels, goods, route. Raises Cancelled when ``progress`` says so.

        ``history`` is what the store knows of each line's past (``screening.ports.History``); without it the flags
        that need it (``needs`` of their definition) are told as not checked.
        """
        progress = progress or Silent()
        asked = [list(party_queries(line)) for line in lines]
        answers = self._answer(list(dict.fromkeys(query for queries in asked for _, query in queries)), progress)
        goods_queries = [goods_query(line) for line in lines]
        goods = self.goods.match(goods_queries, min_score=self.settings.goods_threshold)
        unscreened: list[Unscreened] = []
        not_checked: Counter[tuple[str, str]] = Counter()
        hits: list[tuple[Hit, ...]] = []
        pasts: Sequence[LineHistory | None] = history if history is not None else [None] * len(lines)
        for line, queries, query, matches, past in zip(lines, asked, goods_queries, goods, pasts, strict=True):
            check(progress, "screen_lines", len(hits), len(lines)) if len(hits) % 1000 == 0 else None
            found = list(
                # Two names with one address meet its entry once.
                dict.fromkeys(
                    _with_owners(hit, self.ownership)
                    for value, party in queries
                    for match in answers[party]
                    for hit in _party_hits(line, value, match)
                )
            )
            found += [_goods_hit(line, match) for match in matches]
            judged = self.route.judge(line, matches, past, self.goods.flags(query, matches))
            not_checked.update(judged.not_checked)
            not_checked.update({("price_floor", match.missing) for match in matches if match.missing})
            found += [_flag_hit(line, flag) for flag in judged.flags]
            found.sort(key=lambda hit: -hit.score)
            hits.append(tuple(found))
            if queries and not self.ownership.told:
                not_checked["ownership", "owners"] += 1
            unscreened += _unscreened(line, bool(queries), query)
        missing = [NotChecked(rule, field, lines) for (rule, field), lines in sorted(not_checked.items())]
        return Screened(hits, unscreened, missing)

    def parties(self, queries: Sequence[PartyQuery], progress: Progress | None = None) -> list[tuple[NameMatch, ...]]:
        """Return the entries that questions meet, as :meth:`screen` would find them for their lines."""
        return [
            tuple(found)
            for found in self.names.match(
                queries, min_score=self.settings.party_threshold, max_hits=self.settings.max_hits, progress=progress
            )
        ]

    def _answer(self, queries: list[PartyQuery], progress: Progress) -> dict[PartyQuery, tuple[NameMatch, ...]]:
        """Return the answer to each question; those that are not remembered are put to the names."""
        answers: dict[PartyQuery, tuple[NameMatch, ...]] = {}
        new: list[PartyQuery] = []
        names: dict[PartyQuery, bytes] = {}
        for again in (False, True):
            for query in queries:
                if self.names.rests_on_name(query):
                    names[query] = key_of_name(query)
                    if self.answers.is_silent(names[query]):
                        answers[query] = ()
                        continue
                key = key_of_question(query)
                if key in self.answers:
                    answers[query] = self.answers[key]
                else:
                    new.append(query)
            if again or not self.answers.make_room(len(new)):
                break
            new.clear()
        found, silent = self.names.match_names(
            new, min_score=self.settings.party_threshold, max_hits=self.settings.max_hits, progress=progress
        )
        told = {query: tuple(matches) for query, matches in zip(new, found, strict=True)}
        mute = {
            names[query]: query for query, is_silent in zip(new, silent, strict=True) if is_silent and query in names
        }
        self.answers.remember(
            list(mute),
            {key_of_question(query): matches for query, matches in told.items() if names.get(query) not in mute},
        )
        self.asked += len(new)
        return answers | told


def party_queries(line: Line) -> Iterable[tuple[Value, PartyQuery]]:
    """Yield each value of a line that names a party or a vessel, with the question to ask of the lists."""
    for field, tax_id in _PARTIES:
        names = line.all(field)
        address = line.text(f"{field}.address")
        if not names and not address and tax_id not in line.by_field:
            continue
        numbers = tuple(identifier for value in line.all(tax_id) for identifier in _own_numbers(value.text))
        told = party_countries(line, field)[:1]
        countries = tuple(code for text in told if (code := country_code(text)))
        for value in names:
            yield value, PartyQuery(value.text, countries=countries, identifiers=numbers, address=address)
        if numbers and not names:
            yield line.all(tax_id)[0], PartyQuery("", identifiers=numbers, countries=countries)
        if address and not names:
            yield line.all(f"{field}.address")[0], PartyQuery("", countries=countries, address=address)
    for value in line.all("address"):
        yield value, PartyQuery("", address=value.text)
    imo = tuple(Identifier("imo", value.text) for value in line.all("imo"))
    for field in VESSEL_FIELDS:
        names = line.all(field)
        for value in names:
            yield value, PartyQuery(value.text, vessel=True, identifiers=imo)
        if imo and not names:
            yield line.all("imo")[0], PartyQuery("", vessel=True, identifiers=imo)
    for field in NUMBER_FIELDS + FREE_TEXT_FIELDS:
        for value in line.all(field):
            numbers = _own_numbers(value.text) if field in NUMBER_FIELDS else _numbers(value.text)
            if numbers:
                yield value, PartyQuery("", identifiers=numbers)
            if field in FREE_TEXT_FIELDS:
                for name in names_in(value.text):
                    yield value, PartyQuery(name)


def goods_query(line: Line) -> GoodsQuery:
    """Return the question that a line asks of the goods lists."""
    text = " ".join(dict.fromkeys(v.text for v in line.all("description")))
    return GoodsQuery(
        text=text,
        code=line.text("hs_code") or line.text("hs_code.gng"),
        brand=line.text("brand"),
        article=line.text("article_no") or line.text("model"),
        maker=line.text("manufacturer"),
        origin=country_code(line.text("origin_country")),
        destination=country_code(line.text("destination_country") or line.text("consignee.country")),
        route=_route(line),
        date=iso_day(line.text("date")),
        price=_price(line),
        currency=_currency(line),
    )


def _price(line: Line) -> float | None:
    """Return the price of one piece: as stated, else the value divided by the quantity."""
    price = amount(line.text("unit_price"))
    if price is not None:
        return price
    value, quantity = amount(line.text("value")), amount(line.text("quantity"))
    return value / quantity if value is not None and quantity else None


def _currency(line: Line) -> str:
    """Return the currency of a line: its own column, else a sign in the cell of the price or the value."""
    for field in ("currency", "unit_price", "value"):
        code = currency_code(line.text(field))
        if code:
            return code
    return ""


def _route(line: Line) -> tuple[str, ...]:
    """Return the countries that a shipment touches, each once, in the order of the fields."""
    named = [country_code(v.text) for field in ROUTE_FIELDS for v in line.all(field)]
    through = [
        code for field in ("transit_country", "border_office") for v in line.all(field) for code in countries_in(v.text)
    ]
    return tuple(dict.fromkeys(code for code in (*named, *through) if code))


def _numbers(text: str) -> tuple[Identifier, ...]:
    return tuple(Identifier(found.kind, found.value) for found in find_identifiers(text) if found.valid)


_OWN_NUMBER = re.compile(r"(?<![^\W_])(?=(?:[A-Z.\-]*\d){8})[A-Z\d][A-Z\d.\-]{7,24}(?![^\W_])", re.IGNORECASE)
"""A word of a column of numbers that may be one: of another country's, or with a slip in it that the list has too."""


def _own_numbers(text: str) -> tuple[Identifier, ...]:
    """Return the numbers of a column that holds nothing else: those that are right by their check digits, and all others."""
    right = _numbers(text)
    known = {comparable(number.value) for number in right}
    told = text if re.search(r"[^\d\s]", text) else "".join(text.split())  # "9901 4000 0385" is one number
    words = (match[0].rstrip(".-") for match in _OWN_NUMBER.finditer(told))
    return (*right, *(Identifier("tax", word) for word in dict.fromkeys(words) if comparable(word) not in known))


def _unscreened(line: Line, asked: bool, query: GoodsQuery) -> Iterable[Unscreened]:
    if not asked:
        yield Unscreened(line.sheet, line.row, "party", "no_party")
    if not (query.text or query.code or query.article):
        yield Unscreened(line.sheet, line.row, "description", "no_goods")


def _places(line: Line, value: Value, match: NameMatch) -> Iterable[Value]:
    """Yield the value that a match stands on, and the number that it rests on where that stands in another row."""
    if match.reason.code == "address_match":
        # What agrees is the address, which may stand in a column of its own.
        yield line.first(f"{value.field}.address") or value
        return
    yield value
    number = next((comparable(e.left) for e in match.evidence if e.code == "identifier_equal"), "")
    if number:
        for other in (*line.all(f"{value.field}.tax_id"), *line.all("imo")):
            if other.row != value.row and number in comparable(other.text):
                yield other
                return


def _party_hits(line: Line, value: Value, match: NameMatch) -> Iterable[Hit]:
    """Yield the hits of a value and an entry; that more entries met the value is told with the first alone."""
    for number, place in enumerate(_places(line, value, match)):
        hit = _party_hit(line, place, match)
        if number:
            hit = replace(hit, evidence=tuple(piece for piece in hit.evidence if piece.code != FURTHER))
        yield hit


def _party_hit(line: Line, value: Value, match: NameMatch) -> Hit:
    return Hit(
        sheet=line.sheet,
        line_row=line.row,
        row=value.row,
        field=value.field,
        value=value.text,
        kind=HitKind.VESSEL if match.entry_kind in _VESSEL_KINDS else HitKind.PARTY,
        list_id=match.list_id,
        entry_id=match.entry_id,
        entry_name=match.entry_name,
        matched_name=match.matched_name,
        score=match.score,
        reason=match.reason,
        evidence=match.evidence,
    )


def _with_owners(hit: Hit, ownership: Ownership) -> Hit:
    """Return the hit of a party that listed ones own with its chain; other hits as they are."""
    unlisted = hit.list_id == OWNERSHIP_LIST
    owned = ownership.of_unlisted(hit.entry_id) if unlisted else ownership.of(hit.list_id, hit.entry_id)
    if owned is None:
        return hit
    steps = tuple(
        Evidence("owner_step" if step.share is not None else "owner_step_untold", step.owner,
                 f"{step.share:g} % → {step.asset}" if step.share is not None else step.asset)
        for step in owned.chain
    )  # fmt: skip
    if not unlisted:
        return replace(hit, evidence=(*hit.evidence, *steps))
    owners = "; ".join(dict.fromkeys(step.owner for step in owned.chain))
    data = (("name", owned.name), ("owners", owners), ("list", owned.list_id))
    if owned.share is None:
        # Whether it is half nobody tells.
        reason, score = Reason("owned_possibly", data), hit.score * POSSIBLY_OWNED
    else:
        reason, score = Reason("owned_by_listed", (*data, ("share", f"{owned.share:g}"))), hit.score
    return replace(hit, reason=reason, score=round(score, 2), evidence=(*steps, *hit.evidence))


def _goods_hit(line: Line, match: GoodsMatch) -> Hit:
    value = line.first(match.field)
    return Hit(
        sheet=line.sheet,
        line_row=line.row,
        row=value.row if value else line.row,
        field=match.field,
        value=value.text if value else "",
        kind=HitKind.GOODS,
        list_id=match.rule.list_id,
        entry_id=match.rule.code,
        entry_name=match.rule.name("en"),
        matched_name=match.rule.code,
        score=match.score,
        reason=match.reason,
        evidence=match.evidence,
    )


def _flag_hit(line: Line, flag: Flag) -> Hit:
    value = line.first(flag.field)
    return Hit(
        sheet=line.sheet,
        line_row=line.row,
        row=value.row if value else line.row,
        field=flag.field,
        value=flag.value,
        kind=flag.kind,
        list_id=flag.list_id,
        entry_id=flag.code,
        entry_name=flag.code,
        matched_name="",
        score=flag.score,
        reason=flag.reason,
        evidence=flag.evidence,
    )
