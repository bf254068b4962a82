"""The settings that the page Settings offers: what each is called, what it does, and what values it may have."""

from dataclasses import dataclass

from screening.casework.reasons import MIN_TEXT
from screening.casework.second import CLEAR_SCORE, GOODS, OVERRIDES, RELEASE_RISK, SINGLE_USER, TRUE_MATCH
from screening.casework.session import LOCK_MINUTES, LOCK_MINUTES_DEFAULT
from screening.goods.types import SHIPPED_THRESHOLD as GOODS_SHIPPED
from screening.names.types import SHIPPED_THRESHOLD as NAMES_SHIPPED
from screening.office import GOODS_THRESHOLD, MAX_HITS, PARTY_THRESHOLD, UPDATE_HOURS
from screening.route.definitions import definitions
from ui.words import N_
from ui.words.tables import FLAGS


@dataclass(frozen=True, slots=True)
class Number:
    """A setting that is a number."""

    name: str
    title: str
    why: str
    """What it does, in one or two sentences; ``{shipped}`` stands for the value that comes with the program."""
    default: float
    lowest: float
    highest: float
    step: float = 1.0
    decimals: int = 0
    zero: str = ""
    """What the value 0 is called, where it means something else than a number."""
    shipped: float = 0.0
    empty: float | None = None
    """What stands for the setting that was emptied, where that means something: none at all."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A setting that is on or off, kept as these very words."""

    name: str
    title: str
    why: str
    default: bool
    values: tuple[tuple[str, str], ...] = ()
    """What stands in for the names in ``why``."""


ON, OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class Words:
    """A setting that is a text, as letters use it."""

    name: str
    title: str
    why: str


Spec = Number | Switch | Words


@dataclass(frozen=True, slots=True)
class Group:
    """Settings on one tab."""

    title: str
    specs: tuple[Spec, ...]


SCREENING = Group(
    N_("Screening"),
    (
        Number(
            PARTY_THRESHOLD, N_("Names: lowest s&core of an alert"),
            N_("From this score on a party or a vessel is an alert. Higher means less to read and more missed. The shipped value is {shipped}, with which fewer than 1 % of innocent names raise an alert; the what-if on the page Charts shows what others would have given."),
            0, 0, 100, 0.5, 1, N_("as shipped"), NAMES_SHIPPED,
        ),
        Number(
            GOODS_THRESHOLD, N_("Goo&ds: lowest score of an alert"),
            N_("From this score on a description or a code is an alert of a controlled good. The shipped value is {shipped}."),
            0, 0, 100, 0.5, 1, N_("as shipped"), GOODS_SHIPPED,
        ),
        Number(
            MAX_HITS, N_("&Most entries for one value"),
            N_("How many entries of the lists are shown for one name, best first. More means more to read for common names."),
            5, 1, 100,
        ),
    ),
)  # fmt: skip

LISTS = Group(
    N_("Lists"),
    (
        Number(
            UPDATE_HOURS, N_("Ask the &publishers every so many hours"),
            N_("While the window is open, lists that were not asked for so long are fetched from their publishers. A version that looks wrong is held until somebody decides. For computers without network leave it off and use a folder or a stick."),
            0, 0, 720, zero=N_("off"),
        ),
    ),
)  # fmt: skip

_FLAG_WHY = N_("Source: {source}. Shipped severity {shipped}, of 100.")
_SEVERITY_WHY = N_("How much the flag weighs, 0-100. Shipped: {shipped}.")
_THRESHOLD_WHY = N_("From this value on the flag is raised. Shipped: {shipped}.")


def _flags() -> Group:
    """Return a switch for every flag, with its severity and, where it has one, its threshold."""
    specs: list[Spec] = []
    for code, flag in definitions().items():
        title = FLAGS.get(code, code)
        severity = f"{flag.severity:g}"
        specs.append(Switch(f"flags.{code}", title, _FLAG_WHY, True, (("source", flag.source), ("shipped", severity))))
        specs.append(
            Number(
                f"flags.{code}.severity", N_("severity"), _SEVERITY_WHY, flag.severity, 0, 100, 1, 0, "", flag.severity
            )
        )
        if flag.threshold is not None:
            specs.append(
                Number(f"flags.{code}.threshold", N_("threshold"), _THRESHOLD_WHY, flag.threshold, 0, 1e9, 1, 2, "",
                       flag.threshold)
            )  # fmt: skip
    return Group(N_("Flags"), tuple(specs))


SECOND = Group(
    N_("Second person"),
    (
        Switch(TRUE_MATCH, N_("&True matches"), N_("A true match, and a licence by which a shipment goes, count only when a second person has agreed."), True),
        Switch(GOODS, N_("Final decisions on goo&ds"), N_("A final decision on a controlled good counts only when a second person has agreed."), True),
        Switch(OVERRIDES, N_("&Overrides"), N_("To let go what weighed more before, or what a second person agreed to, needs a second person."), True),
        Number(RELEASE_RISK, N_("Releases above this &risk"), N_("A release of a line whose joint risk is higher needs a second person. Shipped: {shipped}."), 50, 0, 100, 1, 0, "", 50, 100),
        Number(CLEAR_SCORE, N_("&Letting go alerts from this score on"), N_("To let an alert of a party, vessel, country or flag go whose score is as high needs a second person; 101: none. An equal registration number, IMO or passport needs one always. Shipped: {shipped}; of innocent names some 2 in a thousand stand there."), 95, 0, 101, 1, 0, "", 95, 101),
        Switch(SINGLE_USER, N_("Also in an office of o&ne person"), N_("Where there is one account alone, cases go to a second person outside as sealed files; switched off, one person decides alone."), False),
    ),
)  # fmt: skip

OFFICE = Group(
    N_("Office"),
    (
        Words("office.name", N_("&Name of the office"), N_("Stands as the sender in hold letters, requests for information and drafts of reports.")),
        Words("office.place", N_("P&lace"), N_("City and address, as letters and drafts of reports tell them.")),
        Words("office.contact", N_("&Contact"), N_("Telephone or e-mail to which the receivers of letters answer.")),
        Number(
            MIN_TEXT, N_("Shortest te&xt of a decision"),
            N_("A decision whose comment has fewer characters is refused, whatever its reason."),
            0, 0, 1_000, zero=N_("none asked"),
        ),
        Number(
            LOCK_MINUTES, N_("&Minutes until the session locks itself"),
            N_("Where accounts are in use: after so long without a key or a click the window is covered until the password is given; what was begun is kept. Shipped: {shipped}."),
            float(LOCK_MINUTES_DEFAULT), 0, 480, zero=N_("never"), shipped=float(LOCK_MINUTES_DEFAULT),
        ),
    ),
)  # fmt: skip

GROUPS = (SCREENING, _flags(), SECOND, LISTS, OFFICE)
