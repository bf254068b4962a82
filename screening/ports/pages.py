"""What the pages of the window ask of a store; part of ``screening.ports.Store``."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from screening.model.overview import (
    AlertSum,
    DayWork,
    HeldUp,
    HistoryEvent,
    HistoryQuery,
    ManifestQuery,
    ManifestRow,
    QueueAge,
    RouteCount,
    ScoredDecision,
)
from screening.ports.rows import Who, WrittenFiles


class OverviewStore(Protocol):
    """What the pages ask of many manifests at once. Of each manifest the last screening counts."""

    def manifest_ids(self, query: ManifestQuery) -> list[int]:
        """Return the manifests asked for, newest first."""

    def manifest_rows(self, manifest_ids: Sequence[int]) -> list[ManifestRow]:
        """Return table rows of those manifests in the order asked for; one that was deleted is left out."""

    def alerts_by(self, by: str) -> list[AlertSum]:
        """Return the alerts of the last screenings by "list", "kind", "month" or "route", most first."""

    def queue_ages(self, now: datetime) -> list[QueueAge]:
        """Return the open alerts by the days that their manifests have waited, fewest days first."""

    def held_up(self) -> list[HeldUp]:
        """Return what holds manifests up or waits for something, longest first."""

    def stopped(self, leaving: Collection[str] = ()) -> list[HeldUp]:
        """Return the parties and vessels that were stopped (true match, rejected) in any screening, the first ones first.

        Those of one manifest, one disposition and one day (UTC) are told together, ``since`` being when the first of them
        was stopped: a term runs from each such day, and does not begin anew when the manifest is screened again.
        ``leaving`` are lists whose hits are no authority's.
        """

    def second_persons(self) -> list[HeldUp]:
        """Return the decisions that wait for a second person, by manifest, longest first."""

    def returned(self) -> list[HeldUp]:
        """Return what a second person returned and nobody decided anew, by manifest and disposition, oldest first."""

    def any_decision(self) -> bool:
        """Return whether anything was ever decided."""

    def day_work(self, since: date) -> list[DayWork]:
        """Return what was raised and decided on each day since, days without either left out."""

    def scored_decisions(self, kinds: Sequence[str], user: str = "") -> list[ScoredDecision]:
        """Return the questions of those kinds of hits with the decision in force; of one user, only what they decided."""

    def route_counts(self, manifest_id: int, most: int = 50) -> list[RouteCount]:
        """Return the routes of a manifest, those with the highest scores first."""


class ActorStore(Protocol):
    """Who did what, as the records of the audit trail tell."""

    def importers(self) -> Mapping[int, Who]:
        """Return who imported each manifest, by its id; those older than the trail are not there."""

    def files_written(self, run_id: int) -> list[WrittenFiles]:
        """Return the files that were written of a screening, the first ones first."""


class EventStore(Protocol):
    """What happened, from the tables and the audit trail."""

    def event_ids(self, query: HistoryQuery) -> list[int]:
        """Return the events asked for, newest first. May take a second over a million decisions."""

    def events(self, event_ids: Sequence[int]) -> list[HistoryEvent]:
        """Return those events in the order asked for; one that was deleted is left out."""
