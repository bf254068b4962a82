"""Settings that change what is found. They are kept with every run."""

import json
from dataclasses import asdict, dataclass

from screening.model.flags import FlagSettings


@dataclass(frozen=True, slots=True)
class ScreeningSettings:
    """All that a run's result depends on besides the lists and the program version."""

    party_threshold: float = 0.0
    """Lowest score (0-100) that makes a party hit; 0 takes the shipped threshold of ``screening.names``."""
    goods_threshold: float = 0.0
    """Lowest score (0-100) that makes a goods hit; 0 takes the shipped threshold of ``screening.goods``."""
    max_hits: int = 5
    """Most list entries reported for one value, best first. At least 1."""

    flags: FlagSettings | None = None
    """Diversion flags that are set otherwise than shipped; None takes what the store holds."""
    own_tables: str = ""
    """Hash of the officer's own patterns; empty without any. Told by the engine, not chosen."""

    def finds_all_of(self, other: "ScreeningSettings") -> bool:
        """Whether no threshold is higher, and no fewer entries are kept, than by other settings."""
        parties, goods = thresholds(self)
        most_parties, most_goods = thresholds(other)
        return parties <= most_parties and goods <= most_goods and self.max_hits >= other.max_hits

    def to_json(self) -> str:
        """Return the settings as one line of JSON with sorted keys."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "ScreeningSettings":
        """Read what :meth:`to_json` wrote; unknown keys are an error (TypeError)."""
        data = json.loads(text)
        flags = data.pop("flags", None)
        if flags is not None:
            pairs = {name: tuple((code, value) for code, value in flags[name]) for name in ("severities", "thresholds")}
            flags = FlagSettings(tuple(flags["off"]), **pairs)
        return cls(**data, flags=flags)


def thresholds(settings: ScreeningSettings) -> tuple[float, float]:
    """Return the lowest scores that make a hit of a party and of goods."""
    from screening.goods.types import SHIPPED_THRESHOLD as GOODS
    from screening.names.types import SHIPPED_THRESHOLD as PARTIES

    return settings.party_threshold or PARTIES, settings.goods_threshold or GOODS
