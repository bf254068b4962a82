"""Sentences for the codes of the core. A code without a sentence fails ``tests/words``."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from screening.countries import country_code, country_name
from screening.errors import InternalFault, TekserError
from screening.lists.ages import AgeBasis, AgeLevel, is_own, list_age
from screening.model.hits import Evidence, Hit, HitKind, Reason
from screening.model.lists import OFFICIAL_FORMATS, ListInfo
from screening.model.trail import TrailFault
from ui import words
from ui.words.audit_tables import TRAIL_FAULTS
from ui.words.casework_tables import ACTIONS, KNOWN_NOTES, LIST_KINDS, ROLES, SCOPES, SECOND_REASONS
from ui.words.goods_names import goods_name
from ui.words.list_tables import (
    CHANGE_KINDS,
    DETAIL_NAMES,
    ENTRY_FIELDS,
    LIST_NOTES,
    NAME_QUALITIES,
    RELATIONS,
    VERSION_STATES,
)
from ui.words.page_tables import IDENTIFIER_KINDS
from ui.words.report_tables import ALTERATIONS
from ui.words.store_tables import BACKUP_REASONS
from ui.words.tables import (
    DISPOSITIONS,
    ERRORS,
    EVIDENCE,
    FIELD_PARTS,
    FIELDS,
    FILE_KINDS,
    FLAGS,
    KINDS,
    PROBLEMS,
    REASON_CODES,
    REASONS,
    STEPS,
)

NOTES_NAMED = 5
"""So many of the publisher's words are shown with a kind of note."""


class _Values(dict[str, object]):
    """Values for a sentence; one that is missing shows its name rather than ending the program."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _filled(template: str, values: Mapping[str, object]) -> str:
    return words._(template).format_map(_Values(values))


def error_text(error: TekserError) -> str:
    """Return one sentence that says what is wrong, where, and what to do."""
    template = ERRORS.get(error.code)
    data = {name: str(value) for name, value in error.data.items()}
    if template is None:
        details = ", ".join(f"{name}: {value}" for name, value in data.items())
        template = words.N_(
            "Something went wrong inside Tekser ({code}; {details}). What was being done may be unfinished: look at what is"
            " recorded before you go on. What is not shown as screened is not screened."
        )
        if not isinstance(error, InternalFault):
            template = words.N_("This could not be done ({code}; {details}).")
        return _filled(template, {"code": error.code, "details": details})
    for name, table in (("role", ROLES), ("action", ACTIONS)):
        if name in data:
            data[name] = words._(table.get(data[name], data[name]))
    for name in ("disposition", "before", "after"):
        if name in data and data[name] in DISPOSITIONS:
            data[name] = disposition_name(data[name])
    if error.code == "not_a_table":
        data["kind"] = words._(FILE_KINDS[data["kind"]]) if data["kind"] in FILE_KINDS else data["kind"].upper()
    if error.code == "transition_forbidden" and data.get("before") == "open":
        data["before"] = words._("open")
    if error.code == "store_altered":
        data["what"] = trail_fault_text(TrailFault(int(data["record"]), data["fault"], data["detail"]))
    if "reason" in data and data["reason"] in REASON_CODES:
        data["reason"] = reason_code_name(data["reason"])
    return " ".join(_filled(template, {"row": "?", "detail": "", **data}).split())


def reason_text(reason: Reason) -> str:
    """Return why a hit was raised, in one sentence."""
    values: dict[str, object] = dict(reason.data)
    template = REASONS.get(reason.code)
    if template is None:
        details = ", ".join(f"{name}: {value}" for name, value in values.items())
        return f"{reason.code} ({details})" if details else reason.code
    for name in ("field", "missing"):
        if name in values:
            values[name] = field_name(str(values[name]))
    if "flags" in values:
        values["flags"] = ", ".join(rule_name(code) for code in str(values["flags"]).split(", "))
    if reason.code == "identifier_match":
        values["kind"] = words._(IDENTIFIER_KINDS.get(str(values.get("kind")), str(values.get("kind"))))
    for name in ("country", "now"):
        told = str(values.get(name, ""))
        code = country_code(told)
        if code:
            values[name] = country_name(code, words.current_language())
        elif told in FLAGS.values():
            # A region that is named beside the countries.
            values[name] = words._(told)
    if "rule" in values:
        values["rule"] = goods_name(str(values["rule"]), words.current_language())
    if "entry_field" in values:
        values["entry_field"] = entry_field_name(str(values["entry_field"]))
    return _filled(template, values)


def evidence_text(evidence: Evidence) -> str:
    """Return one piece of an explanation as a line, with the points it brought where it brought any."""
    code, sides = evidence.code, (evidence.left, evidence.right)
    if code == "legal_form_ignored" and not all(sides):
        return _filled(EVIDENCE["legal_form_ignored_one"], {"left": "".join(sides)})
    if code == "hs_prefix" and not evidence.right:
        return _filled(EVIDENCE["hs_told"], {"left": evidence.left})
    template = EVIDENCE.get(code)
    if template is None:
        text = f"{evidence.code}: {evidence.left} {evidence.right}".strip()
    else:
        left = field_name(evidence.left) if evidence.code == "rule_field" else evidence.left
        right = evidence.right
        if code == "rule_source" and left:
            left = rule_name(left)
        if code in ("goods_word", "part_number", "maker"):
            right = goods_name(right, words.current_language())
        if evidence.code == "identifier_equal":
            right = words._(IDENTIFIER_KINDS.get(right, right))
        text = _filled(template, {"left": left, "right": right})
    return f"{text} ({evidence.weight:+.1f})" if evidence.weight else text


def further_text(count: int) -> str:
    """Return that more entries met values than are kept for one value, counted for each line."""
    return words.ngettext(
        "{n} more entry met a value than the most that are kept for one value (--max-hits, Settings); its best hit says so",
        "{n} more entries met values than the most that are kept for one value (--max-hits, Settings); the best hits say so",
        count,
    ).format(n=count)


def field_name(field: str) -> str:
    """Return the name of a field of a manifest ("consignee.tax_id": consignee, tax number)."""
    if field in FIELDS:
        return words._(FIELDS[field])
    role, _, part = field.partition(".")
    if role in FIELDS and part in FIELD_PARTS:
        return f"{words._(FIELDS[role])}, {words._(FIELD_PARTS[part])}"
    return field


def kind_name(kind: str) -> str:
    """Return the name of a kind of hit."""
    return words._(KINDS.get(kind, kind))


def entry_title(hit: Hit) -> str:
    """Return what a hit met, for people: the entry's name, or the name of the flag."""
    if hit.kind in (HitKind.COUNTRY, HitKind.FLAG):
        return words._(FLAGS.get(hit.entry_id, hit.entry_name))
    if hit.kind is HitKind.GOODS:
        return goods_name(hit.entry_name, words.current_language())
    return hit.entry_name


def rule_name(rule: str) -> str:
    """Return the name of a rule of goods and route."""
    return words._(FLAGS.get(rule, rule))


def disposition_name(disposition: str) -> str:
    """Return the name of a disposition."""
    return words._(DISPOSITIONS.get(disposition, disposition))


def reason_code_name(code: str) -> str:
    """Return the name of a reason code of a decision."""
    return words._(REASON_CODES.get(code, code))


def problem_text(code: str) -> str:
    """Return what is wrong with a line or why it could not be screened."""
    return words._(PROBLEMS.get(code, code))


def role_name(role: str) -> str:
    """Return the name of a role."""
    return words._(ROLES.get(role, role))


def second_reason(code: str) -> str:
    """Return why a decision needs a second person."""
    return words._(SECOND_REASONS.get(code, code))


def list_kind_name(kind: str) -> str:
    """Return what a list of the office's own is for."""
    return words._(LIST_KINDS.get(kind, kind))


def scope_name(scope: str) -> str:
    """Return where a known party is known."""
    return words._(SCOPES.get(scope, scope))


def known_note_text(code: str) -> str:
    """Return why a known party did not suppress a hit."""
    return words._(KNOWN_NOTES.get(code, code))


def trail_fault_text(fault: TrailFault) -> str:
    """Return what does not hold in the audit trail."""
    return _filled(TRAIL_FAULTS.get(fault.code, fault.code), {"record": fault.record, "detail": fault.detail})


def alteration_name(kind: str) -> str:
    """Return how a name was altered for the test of effectiveness."""
    return words._(ALTERATIONS.get(kind, kind))


def name_quality(quality: str) -> str:
    """Return how far a publisher trusts a name."""
    return words._(NAME_QUALITIES.get(quality, quality))


def relation_name(kind: str) -> str:
    """Return what links one entry to another."""
    return words._(RELATIONS.get(kind, kind))


def version_state_name(state: str) -> str:
    """Return the name of a version's state."""
    return words._(VERSION_STATES.get(state, state))


def change_kind_name(kind: str) -> str:
    """Return the name of what happened to an entry."""
    return words._(CHANGE_KINDS.get(kind, kind))


def entry_field_name(field: str) -> str:
    """Return the name of a field of a list entry."""
    return words._(ENTRY_FIELDS.get(field, field))


def list_notes_text(notes: Iterable[tuple[str, int]]) -> list[str]:
    """Return what was met while a list was read, a line for each kind, with the publisher's own words for the most.

    "fields that are not known: 12 (Hologram 9, Phantom 3)"
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for note, count in notes:
        code, _, what = note.partition(":")
        if count:
            found.setdefault(code, []).append((count, what))
    return [_note_text(code, counts) for code, counts in found.items()]


def _note_text(code: str, counts: list[tuple[int, str]]) -> str:
    named = sorted(((count, what) for count, what in counts if what), reverse=True)
    if code == "row_without_name":  # what is named are the rows, each once
        named = sorted(named, key=lambda one: int(one[1]))
    shown = ", ".join(what if code == "row_without_name" else f"{what} {count}" for count, what in named[:NOTES_NAMED])
    more = ", ..." if len(named) > NOTES_NAMED else ""
    text = _filled(LIST_NOTES.get(code, code + ": {n}"), {"n": sum(count for count, _ in counts)})
    return f"{text} ({shown}{more})" if shown else text


def detail_name(code: str) -> str:
    """Return the name of a detail of an entry."""
    return words._(DETAIL_NAMES.get(code, code))


def step_name(step: str) -> str:
    """Return the name of a step of long work, with what is worked on where that is named ("fetch_list:un")."""
    code, _colon, what = step.partition(":")
    name = words._(STEPS.get(code, code))
    return f"{name}: {what}" if what else name


def age_level(info: ListInfo, now: datetime) -> str:
    """Return "fresh", "amber", "red" or "not_judged", as ``screening.lists.ages`` judges the age of a list."""
    return list_age(info, now).level.value


def list_since_text(info: ListInfo, now: datetime) -> str:
    """Return since when a list is known to be what its publisher says: when it was asked, or how old the file is."""
    age = list_age(info, now)
    hours = max(0, int((now - age.since).total_seconds() // 3600))
    days = hours // 24
    ago = words.ngettext("{n} day ago", "{n} days ago", days).format(n=days) if days else words._("today")
    day = format_date(age.since.date().isoformat())
    match age.basis:
        case AgeBasis.CHECKED if age.level is AgeLevel.FRESH:
            return words.ngettext(
                "compared with its publisher {n} hour ago", "compared with its publisher {n} hours ago", hours
            ).format(n=hours)
        case AgeBasis.CHECKED:
            return words.ngettext(
                "compared with its publisher {n} day ago", "compared with its publisher {n} days ago", days
            ).format(n=days)
        case AgeBasis.PUBLISHED:
            text = words._("from a file that its publisher dated {date} ({ago}); the publisher was not asked")
        case AgeBasis.ENTRY:
            text = words._("from a file that tells no date, its newest entry of {date}; the publisher was not asked")
        case AgeBasis.FILE:
            text = words._(
                "from a file that tells no date and is not newer than {date} ({ago}); the publisher was not asked"
            )
        case AgeBasis.TAKEN if age.level is AgeLevel.NOT_JUDGED:
            text = words._("your own list, taken {date} ({ago}); nobody publishes it")
        case AgeBasis.TAKEN:
            text = words._("from a file that tells no date, taken {date} ({ago}); the publisher was not asked")
    told = text.format(date=day, ago=ago)
    if age.basis in (AgeBasis.FILE, AgeBasis.TAKEN) and info.newest_on and not is_own(info):
        told += "; " + words._("its newest entry is of {date}").format(date=format_date(info.newest_on))
    return told


def list_check_text(info: ListInfo, now: datetime) -> str:
    """Return :func:`list_since_text` behind the word of its colour, where it has one."""
    text = list_since_text(info, now)
    word = {"amber": words._("AMBER"), "red": words._("RED")}.get(age_level(info, now))
    if word and list_age_unknown(info, now):
        word = words._("AMBER, its age is not known")
    return f"{word}: {text}" if word else text


def list_age_unknown(info: ListInfo, now: datetime) -> bool:
    """Whether nothing tells how old a list is, only that it may be of today."""
    age = list_age(info, now)
    return age.level is AgeLevel.AMBER and age.basis in (AgeBasis.FILE, AgeBasis.TAKEN)


def list_age_text(info: ListInfo, now: datetime) -> str:
    """Return when a list was published and imported, how many days ago that was, and whether its publisher was asked."""
    days = max(0, (now - info.imported_at).days)
    imported = words.ngettext("imported {n} day ago", "imported {n} days ago", days).format(n=days)
    if days == 0:
        imported = words._("imported today")
    if info.published_on:
        imported = words._("published {date}, {imported}").format(
            date=format_date(info.published_on), imported=imported
        )
    if info.checked_at is None and info.format in OFFICIAL_FORMATS:
        return words._("{age}; its publisher was not asked").format(age=imported)
    return imported


def starter_notice(info: ListInfo, now: datetime) -> str:
    """Return the plain warning that starter parties were used, and how old they are."""
    days = 0
    if info.published_on:
        days = max(0, (now.date() - date.fromisoformat(info.published_on[:10])).days)
    age = words.ngettext("{n} day old", "{n} days old", days).format(n=days)
    return words._(
        "STARTER DATA: only {entries} well-known parties written by hand, newest fact {date} ({age}). "
        "Load the official lists before you rely on a result."
    ).format(entries=info.entries, date=format_date(info.published_on), age=age)


def format_date(text: str) -> str:
    """Return an ISO date as dd.mm.yyyy in Russian and Kazakh, as it is in English; other texts as they are."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return day.isoformat() if words.current_language() == "en" else day.strftime("%d.%m.%Y")


def backup_reason(reason: str) -> str:
    """Return why a backup was made."""
    return words._(BACKUP_REASONS.get(reason, reason))


def file_size(size: int) -> str:
    """Return the size of a file, in kilobytes or megabytes."""
    if size < 1 << 20:
        return words._("{n} KB").format(n=-(-size // 1024))
    return words._("{n} MB").format(n=round(size / (1 << 20)))


def format_datetime(moment: datetime) -> str:
    """Return a time in the computer's own zone, to the minute."""
    local = moment.astimezone()
    pattern = "%Y-%m-%d %H:%M" if words.current_language() == "en" else "%d.%m.%Y %H:%M"
    return local.strftime(pattern)
