"""The screening that a sealed case is from, in words: what it was made of and with, and how its shipment stands."""

from screening.casework.case_evidence import CaseRun
from ui import words
from ui.report.excel_rest import age_at
from ui.report.settings_told import settings_told
from ui.words import _
from ui.words.earlier_text import earlier_text
from ui.words.verdict_text import verdict_text


def run_lines(seen: CaseRun) -> list[str]:
    """Return what a screening was made of and with, and what becomes of the shipment as things stand."""
    run = seen.run
    lines = [
        _("Manifest {name}, SHA-256 {hash}").format(name=seen.manifest, hash=seen.manifest_sha256),
        _("Screening {run} of {at}, by {user} ({role}), with Tekser {version}").format(
            run=run.run_id, at=words.format_datetime(run.started_at), user=run.user, version=run.program_version,
            role=words.role_name(run.role) if run.role else "–",
        ),
        verdict_text(seen.verdict),
        *("▲ " + earlier_text(alert) for alert in seen.verdict.earlier),
        *(f"{name}: {text}" for name, text in settings_told(run)),
    ]  # fmt: skip
    for info in seen.lists:
        published = words.format_date(info.published_on) if info.published_on else "–"
        lines.append(
            _("List {title} ({list}), version of {published}, {age}, SHA-256 {hash}").format(
                title=info.title, list=info.list_id, published=published, age=age_at(info, run.started_at)[0],
                hash=info.sha256,
            )
        )  # fmt: skip
    return lines
