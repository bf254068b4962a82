"""The detail of a hit as rich text: the manifest's words beside the list's, and why."""

from html import escape

from screening.model.hits import Evidence, HitKind
from screening.model.lists import Entry
from screening.ports import StoredHit
from ui import words
from ui.words import _

_SAME = ("word_equal", "word_sounds_equal", "word_translated")


def hit_html(stored: StoredHit, entry: Entry | None, list_title: str) -> str:
    """Return one hit: what was found and where, side by side, the entry's facts, and what agreed."""
    hit = stored.hit
    parts = [
        f"<h3>{escape(words.kind_name(hit.kind.value).capitalize())} · {hit.score:.0f} · {escape(words.entry_title(hit))}</h3>"
    ]
    parts.append(f"<p>{escape(words.reason_text(hit.reason))}</p>")
    left, right = aligned(hit.evidence)
    # Outside of f-strings: the catalogue's collector does not look into them.
    here = _("Manifest: {field}, row {row}").format(field=words.field_name(hit.field), row=hit.row)
    there = _("List: {list}").format(list=list_title)
    rows = [
        (here, escape(hit.value), left),
        (there, escape(hit.matched_name or words.entry_title(hit)), right),
    ]
    cells = "".join(f"<tr><td><b>{escape(label)}</b><br>{text}<br>{marked}</td></tr>" for label, text, marked in rows)
    parts.append(f'<table width="100%" cellpadding="6" border="1" style="border-collapse:collapse">{cells}</table>')
    if hit.kind in (HitKind.PARTY, HitKind.VESSEL):
        legend = _("= equal, ~ similar, [ ] only on this side")
        parts.append(f"<p><small>{legend}</small></p>")
    if entry is not None:
        parts.append(entry_html(entry))
    lines = "".join(f"<li>{escape(words.evidence_text(e))}</li>" for e in hit.evidence)
    agreed = _("What agreed and what did not")
    parts.append(f"<p><b>{agreed}</b></p><ul>{lines}</ul>")
    if stored.decision is not None:
        decision = stored.decision
        parts.append(
            f"<p><b>✓ {escape(words.disposition_name(decision.disposition.value))}</b> · "
            f"{escape(words.reason_code_name(decision.reason_code))} · {escape(decision.user)} · "
            f"{escape(words.format_datetime(decision.decided_at))}<br>{escape(decision.text)}</p>"
        )
    return "".join(parts)


def aligned(evidence: tuple[Evidence, ...]) -> tuple[str, str]:
    """Return the words of both sides in the order of the manifest, marked by sign as well as by style."""
    left, right = [], []
    for piece in evidence:
        one, other = escape(piece.left), escape(piece.right)
        if piece.code in _SAME:
            left.append(f"<u>= {one}</u>")
            right.append(f"<u>= {other}</u>")
        elif piece.code in ("word_similar", "initial_matches"):
            left.append(f"<i>~ {one}</i>")
            right.append(f"<i>~ {other}</i>")
        elif piece.code == "word_extra":
            left.append(f"[{one}]")
        elif piece.code == "word_missing":
            right.append(f"[{other}]")
    return " &nbsp; ".join(left), " &nbsp; ".join(right)


def entry_html(entry: Entry) -> str:
    """Return the facts of a list entry."""
    facts = [
        (_("Names"), "; ".join(name.text for name in entry.names[:12])),
        (_("Programmes"), ", ".join(entry.programmes)),
        (_("Numbers"), "; ".join(f"{i.kind} {i.value}" for i in entry.identifiers)),
        (_("Addresses"), "; ".join(address.text for address in entry.addresses[:6])),
        (_("Countries"), ", ".join(entry.countries)),
        (_("Born"), "; ".join(entry.birth_dates)),
        (_("Listed"), words.format_date(entry.listed_on)),
        (_("Legal act"), entry.source),
        (_("Remarks"), entry.remarks[:600]),
    ]
    rows = "".join(
        f"<tr><td><b>{escape(label)}</b></td><td>{escape(value)}</td></tr>" for label, value in facts if value
    )
    return f'<table cellpadding="3">{rows}</table>'
