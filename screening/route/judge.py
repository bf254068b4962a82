"""The route and diversion flags of a line.

Flags after the joint alerts of FinCEN and BIS (28 June 2022, 19 May 2023), the tri-seal note of 2 March 2023 and the
transit guidance of the European Union; each carries the fields it used. Weak signs are raised only together with
high-priority goods, so that an ordinary line has none. A flag whose fields the line does not have is "not checked".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from screening.goods.codes import HIGH_PRIORITY
from screening.goods.tables import PatternTables
from screening.goods.types import Flag, GoodsMatch
from screening.model.flags import FlagSettings, LineHistory
from screening.model.hits import Evidence, HitKind
from screening.model.manifests import Line
from screening.route import signs, weak
from screening.route.case import Case
from screening.route.definitions import definitions
from screening.route.destination import destination_flags
from screening.route.past import history_flags
from screening.route.places import TARGETS, TERRITORIES, brands, places_of

SURE_GOODS = 60.0
"""Score from which goods count as high-priority for a flag."""

_ALWAYS = (signs.high_priority, signs.new_company, signs.last_party, signs.transit, signs.carrier, signs.traces,
           signs.brand, signs.goods_told, weak.reload, history_flags)  # fmt: skip
_WEAK = (weak.phone, weak.end_use, weak.private_address, weak.free_mail, weak.payer, weak.payer_named, weak.business,
         weak.eaeu, weak.value)  # fmt: skip
_BESIDE_HIGH = (*_ALWAYS, *_WEAK)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The flags of a line, and (flag, missing field) of what could not be checked."""

    flags: tuple[Flag, ...]
    not_checked: tuple[tuple[str, str], ...]


class RouteJudge:
    """Judges lines one by one; holds no state but its settings.

    ``switched_off`` names flags (codes of ``resources/route/flags.tsv``) that the officer does not want;
    ``severities`` and ``thresholds`` replace those of flags. An unknown code raises KeyError. Countries and territories
    under embargo cannot be switched off.
    """

    def __init__(
        self,
        switched_off: Iterable[str] = (),
        severities: Mapping[str, float] | None = None,
        thresholds: Mapping[str, float] | None = None,
        own: PatternTables | None = None,
    ) -> None:
        known = definitions()
        self._off = frozenset(known[code].code for code in switched_off)
        self._severities = {**{d.code: d.severity for d in known.values()},
                            **{known[code].code: severity for code, severity in (severities or {}).items()}}  # fmt: skip
        self.thresholds = {**{d.code: d.threshold for d in known.values() if d.threshold is not None},
                           **{known[code].code: value for code, value in (thresholds or {}).items()}}  # fmt: skip
        self._places = places_of(own)
        self._brands = brands(own)

    @classmethod
    def of(cls, settings: FlagSettings | None, own: PatternTables | None = None) -> "RouteJudge":
        """Return the judge for settings of flags, and for the officer's own places and brands."""
        settings = settings or FlagSettings()
        return cls(settings.off, dict(settings.severities), dict(settings.thresholds), own)

    def judge(
        self,
        line: Line,
        goods: Sequence[GoodsMatch],
        history: LineHistory | None = None,
        of_goods: Iterable[Flag] = (),
    ) -> Judgement:
        """Return what the route of a line says, given the goods rules that it meets and what the store knows of it.

        ``of_goods`` are the flags of the goods themselves, which are weighed and switched like the others.
        """
        flags, told = destination_flags(line, self._places)
        high = max((m for m in goods if m.rule.list_id == HIGH_PRIORITY and m.score >= SURE_GOODS),
                   key=lambda m: m.score, default=None)  # fmt: skip
        target = next((flag for flag in flags if flag.code in TARGETS or flag.code in TERRITORIES), None)
        case = Case(line, tuple(goods), high, told, target, self.thresholds, self._places, self._brands, history)
        flags += [flag for flag in of_goods if flag.code not in self._off]
        if not told:
            case.lacks("destination", "destination_country")
        for rule in _ALWAYS if high is None else _BESIDE_HIGH:
            flags += rule(case)
        if self._off:
            flags = [flag for flag in flags if flag.kind is not HitKind.FLAG or flag.code not in self._off]
        if high is not None and "several_weak" not in self._off:
            flags += weak.together(case, flags)
        return Judgement(
            tuple(self._defined(flag) for flag in flags),
            tuple(dict.fromkeys(case.missing if not self._off else [m for m in case.missing if m[0] not in self._off])),
        )

    def _defined(self, flag: Flag) -> Flag:
        """Give a flag the severity of the settings and the source of its definition."""
        if flag.kind is not HitKind.FLAG:
            return flag
        source = Evidence("rule_source", flag.code, definitions()[flag.code].source)
        return replace(flag, score=self._severities[flag.code], evidence=(*flag.evidence, source))
