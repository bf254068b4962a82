"""The settings of a screening in words, as every report tells them."""

import json
from typing import Any

from screening.model.hits import HitKind, RunInfo
from ui import words
from ui.report.then import threshold_in, threshold_of
from ui.words import _


def settings_told(run: RunInfo) -> list[tuple[str, str]]:
    """Return thresholds and settings of a run as (name, text) pairs."""
    return _told(run.settings, {kind: threshold_of(run, kind) for kind in _KINDS})


def settings_in(settings: str, program_version: str) -> list[tuple[str, str]]:
    """Return thresholds and settings kept as JSON by a version of the program as (name, text) pairs."""
    return _told(settings, {kind: threshold_in(settings, program_version, kind) for kind in _KINDS})


def _told(settings: str, thresholds: dict[HitKind, float | None]) -> list[tuple[str, str]]:
    told = []
    shipped = _("as shipped with this version")
    names = {HitKind.PARTY: _("Threshold for parties"), HitKind.GOODS: _("Threshold for goods")}
    for kind, threshold in thresholds.items():
        if threshold and not json.loads(settings).get(f"{kind.value}_threshold"):
            told.append((names[kind], f"{threshold:g} ({shipped})"))
        else:
            told.append((names[kind], f"{threshold:g}" if threshold else shipped))
    return told + kept_settings(settings)


_KINDS = (HitKind.PARTY, HitKind.GOODS)
_SHOWN_AS_THRESHOLDS = ("party_threshold", "goods_threshold")


def _plain(name: str, value: Any) -> str:  # noqa: ANN401  # what JSON holds
    """Return the value of a setting as text; nothing set otherwise than shipped is a dash."""
    if name == "flags" and isinstance(value, dict):
        told = [
            _("switched off: {flags}").format(flags=", ".join(map(words.rule_name, value.get("off", ()))))
            if value.get("off")
            else "",
            *(
                _("{flag}: weight {weight}").format(flag=words.rule_name(flag), weight=f"{weight:g}")
                for flag, weight in value.get("severities", ())
            ),
            *(
                _("{flag}: from {threshold}").format(flag=words.rule_name(flag), threshold=f"{least:g}")
                for flag, least in value.get("thresholds", ())
            ),
        ]
        return "; ".join(filter(None, told)) or _("none")
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def kept_settings(settings: str) -> list[tuple[str, str]]:
    """Return the settings besides the thresholds as (name, text) pairs."""
    names = {
        "max_hits": _("Most entries kept for one value"),
        "flags": _("Flags that the office changed"),
        "own_tables": _("SHA-256 of the office's own tables"),
    }
    return [
        (names.get(name) or _("Setting: {name}").format(name=name), _plain(name, value))
        for name, value in json.loads(settings).items()
        if name not in _SHOWN_AS_THRESHOLDS
    ]
