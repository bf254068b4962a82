"""Seeing: charts where one looks rather than reads, each with its table; and what another threshold would have given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QSplitter, QTabWidget, QVBoxLayout, QWidget

from screening.countries import country_name
from screening.insight import ScoreBin, by_corridor, score_bins, what_if
from screening.lists.ages import list_age
from screening.model.hits import HitKind
from screening.model.lists import ListInfo
from screening.model.overview import AlertSum, DayWork, QueueAge, ScoredDecision
from screening.names.types import SHIPPED_THRESHOLD
from screening.ports import Store
from ui import words
from ui.desktop.charts import Bar, BarChart, Chart, ColumnChart
from ui.desktop.desk import Desk
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.desktop.who import current_user
from ui.words import N_, _, ngettext
from ui.words.codes import age_level
from ui.words.page_words import list_name

DAYS = 30
"""Days of throughput that are shown."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of the table beside a chart."""

    values: tuple[str, ...]


class ChartPanel(QWidget):
    """A chart and the table behind it."""

    def __init__(self, chart: Chart, titles: Sequence[str]) -> None:
        super().__init__()
        self.chart = chart
        columns = tuple(_column(place, title) for place, title in enumerate(titles))
        self.model: RowsModel[Cells] = RowsModel(columns, self)
        self.table = RowsView(self.model, columns)
        split = QSplitter()
        split.addWidget(chart)
        split.addWidget(self.table)
        split.setSizes([760, 460])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)

    def show_bars(
        self, title: str, bars: Sequence[Bar], rows: Sequence[tuple[str, ...]], legend: Sequence[str] = ()
    ) -> None:
        """Show a chart and its rows."""
        self.chart.show_bars(title, bars, legend)
        self.table.setAccessibleName(title)
        self.model.retranslate()
        self.model.set_rows([Cells(row) for row in rows])
        self.table.fit_titles()


def _column(place: int, title: str) -> RowColumn[Cells]:
    return RowColumn(
        title, lambda row: row.values[place], 18 if place == 0 else 10, right=place > 0, share=0.0 if place else 1.0
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """All that the charts show."""

    alerts: dict[str, list[AlertSum]]
    ages: list[QueueAge]
    work: list[DayWork]
    lists: list[ListInfo]
    decided: list[ScoredDecision]
    mine: list[ScoredDecision]


def _look(store: Store, user: str, now: datetime) -> _Seen:
    kinds = (HitKind.PARTY.value, HitKind.VESSEL.value)
    alerts = {by: store.alerts_by(by) for by in ("list", "kind", "month")}
    alerts["corridor"] = by_corridor(store.alerts_by("route"))
    alerts["month"].sort(key=lambda count: count.key)
    return _Seen(
        alerts,
        store.queue_ages(now),
        store.day_work(now.astimezone().date() - timedelta(days=DAYS - 1)),
        [info for info in store.lists() if info.active],
        store.scored_decisions(kinds),
        store.scored_decisions(kinds, user),
    )


_WAYS = (
    ("list", N_("by list")),
    ("kind", N_("by kind")),
    ("corridor", N_("by corridor")),
    ("month", N_("by month")),
)


class SeeingPage(QWidget):
    """Alerts, the queue, the ages of lists, and the what-if of thresholds."""

    help_topic = "seeing"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._seen: _Seen | None = None
        self.ways = QComboBox()
        self.ways.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for way, _title in _WAYS:
            self.ways.addItem("", way)
        titles = (N_("What"), N_("Alerts"), N_("Open"), N_("Lines"))
        self.alerts = ChartPanel(BarChart(), titles)
        self.ages = ChartPanel(ColumnChart(), (N_("Days waiting"), N_("Manifests"), N_("Open alerts")))
        self.work = ChartPanel(ColumnChart(), (N_("Day"), N_("Raised"), N_("Decided")))
        self.lists = ChartPanel(BarChart(), (N_("List"), N_("Days since asked"), N_("State")))
        self.what_if = WhatIfPanel(self._decided)
        self.ages_title, self.work_title = QLabel(), QLabel()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for panel in (_column_of(self.ways, self.alerts), _column_of(self.ages_title, self.ages, self.work_title, self.work),
                      self.lists, self.what_if):  # fmt: skip
            self.tabs.addTab(panel, "")
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)
        self.ways.currentIndexChanged.connect(self._show)
        self.retranslate()
        self.reload()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        for number, title in enumerate((_("Alerts"), _("Queue"), _("Ages of lists"), _("What if"))):
            self.tabs.setTabText(number, title)
        for number, (_way, title) in enumerate(_WAYS):
            self.ways.setItemText(number, _(title))
        self.ways.setAccessibleName(_("Alerts"))
        self.ages_title.setText("<b>" + _("How long open alerts have waited") + "</b>")
        self.work_title.setText("<b>" + _("Raised and decided, the last {n} days").format(n=DAYS) + "</b>")
        self.what_if.retranslate()
        self._show()

    def reload(self) -> None:
        """Count anew, in the background."""
        user, now = current_user(self._desk.folder.session), datetime.now(UTC)
        self._desk.counter.ask((self, "seen"), lambda store: _look(store, user, now), self._found)

    def _found(self, seen: _Seen) -> None:
        self._seen = seen
        self._show()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this page."""
        return (("← →", _("move the threshold")), ("Ctrl+C", _("copy the chosen rows as a table")))

    def _decided(self, mine: bool) -> list[ScoredDecision]:
        if self._seen is None:
            return []
        return self._seen.mine if mine else self._seen.decided

    def _show(self) -> None:
        if self._seen is None:
            return
        way = str(self.ways.currentData())
        counts = self._seen.alerts[way]
        bars = [Bar(_key_text(way, c.key), (c.hits - c.open_hits, c.open_hits)) for c in counts]
        rows = [(_key_text(way, c.key), str(c.hits), str(c.open_hits), str(c.lines)) for c in counts]
        self.alerts.show_bars(_("Alerts"), bars, rows, (_("decided"), _("open")))
        self._show_queue(self._seen)
        now = datetime.now(UTC)
        ages = [(i, (now - list_age(i, now).since).total_seconds() / 86400) for i in self._seen.lists]
        ages.sort(key=lambda pair: -pair[1])
        level = {"fresh": "●", "amber": "◐", "red": "○", "not_judged": "◇"}
        self.lists.show_bars(
            _("Ages of lists"),
            [
                Bar(f"{level[age_level(i, now)]} {i.list_id}", (round(days, 1),), age_level(i, now) == "red")
                for i, days in ages
            ],
            [(i.list_id, f"{days:.1f}", words.list_age_text(i, now)) for i, days in ages],
        )
        self.what_if.show_scores()

    def _show_queue(self, seen: _Seen) -> None:
        self.ages.show_bars(
            _("How long open alerts have waited"),
            [Bar(_days(a.days), (a.open_hits,), a.days > 3) for a in seen.ages],
            [(_days(a.days), str(a.manifests), str(a.open_hits)) for a in seen.ages],
        )
        today = datetime.now().astimezone().date()
        by_day = {work.day: work for work in seen.work}
        days = [today - timedelta(days=n) for n in reversed(range(DAYS))]
        every = [by_day.get(day, DayWork(day, 0, 0)) for day in days] if by_day else []
        self.work.show_bars(
            _("Raised and decided, the last {n} days").format(n=DAYS),
            [Bar(f"{w.day:%d.%m}", (w.decided, max(0, w.raised - w.decided))) for w in every],
            [(words.format_date(w.day.isoformat()), str(w.raised), str(w.decided)) for w in reversed(every)],
            (_("decided"), _("raised beyond what was decided")),
        )


def _column_of(*widgets: QWidget) -> QWidget:
    held = QWidget()
    layout = QVBoxLayout(held)
    for widget in widgets:
        stretch = 1 if isinstance(widget, ChartPanel) else 0
        layout.addWidget(widget, stretch, Qt.AlignmentFlag.AlignLeft if not stretch else Qt.AlignmentFlag(0))
    return held


def _bin_text(scores: ScoreBin) -> str:
    return "100" if scores.lowest >= 100 else f"{scores.lowest:.0f}–{scores.lowest + 2:.0f}"


def _days(n: int) -> str:
    return _("today") if n == 0 else ngettext("{n} day", "{n} days", n).format(n=n)


def _key_text(way: str, key: str) -> str:
    if way == "kind":
        return words.kind_name(key)
    if way == "list":
        return list_name(key)
    if way == "corridor":
        names = [country_name(part, words.current_language()) if len(part) == 2 else part for part in key.split(" → ")]
        return " → ".join(names) if key else _("no route")
    return key


class WhatIfPanel(QWidget):
    """The scores of decided questions, a slider, and what the threshold it stands at would have raised."""

    def __init__(self, decided: Callable[[bool], list[ScoredDecision]]) -> None:
        super().__init__()
        self._decided = decided
        self.whose = QComboBox()
        self.whose.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for _whose in range(2):
            self.whose.addItem("")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(100, 200)  # halves of a point
        self.slider.setPageStep(10)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setTickInterval(10)
        self.slider.setValue(round(SHIPPED_THRESHOLD * 2))
        self.at = QLabel()
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.RichText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.panel = ChartPanel(
            ColumnChart(), (N_("Score"), N_("True matches"), N_("False positives"), N_("Other and open"))
        )
        top = QHBoxLayout()
        top.addWidget(self.whose)
        top.addWidget(self.at)
        top.addWidget(self.slider, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.told)
        layout.addWidget(self.panel, 1)
        self.whose.currentIndexChanged.connect(self.show_scores)
        self.slider.valueChanged.connect(self._moved)

    @property
    def threshold(self) -> float:
        """Where the slider stands."""
        return self.slider.value() / 2

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.whose.setItemText(0, _("decisions of everybody"))
        self.whose.setItemText(1, _("my own decisions"))
        self.whose.setAccessibleName(_("Whose decisions"))
        self.slider.setAccessibleName(_("Threshold"))

    def show_scores(self) -> None:
        """Show the distribution of scores of the decisions that are chosen."""
        bins = score_bins(self._decided(self.whose.currentIndex() == 1))
        self.panel.show_bars(
            _("Scores of names that were asked"),
            [Bar(f"{b.lowest:.0f}", (b.true, b.false, b.other)) for b in bins],
            [(_bin_text(b), str(b.true), str(b.false), str(b.other)) for b in bins],
            (_("true matches"), _("false positives"), _("other and open")),
        )
        self._moved()

    def _moved(self) -> None:
        decided = self._decided(self.whose.currentIndex() == 1)
        bins = score_bins(decided)
        chart = self.panel.chart
        assert isinstance(chart, ColumnChart)
        chart.show_threshold((self.threshold - bins[0].lowest) / 2 if bins else None)
        self.at.setText(_("Threshold {value}").format(value=f"{self.threshold:.1f}"))
        result = what_if(decided, self.threshold)
        lines = [
            _("{raised} of {all} true matches would have been raised, <b>{missed} missed</b>.").format(
                raised=result.true_raised, all=result.true_raised + result.true_missed, missed=result.true_missed
            ),
            _("{raised} of {all} false positives would have been raised, <b>{spared} spared</b>.").format(
                raised=result.false_raised, all=result.false_raised + result.false_spared, spared=result.false_spared
            ),
            _("Of what was decided otherwise or is open, {raised} would have been raised, {spared} not.").format(
                raised=result.other_raised, spared=result.other_spared
            ),
        ]
        lowest = min((question.score for question in decided), default=None)
        if lowest is not None and self.threshold < lowest:
            lines.append(
                "⚠ " + _("Below {lowest} nothing was ever asked: past decisions cannot tell what would come up there.").format(
                    lowest=f"{lowest:.1f}"
                )
            )  # fmt: skip
        if result.true_missed:
            lines.append("▲ " + _("This threshold would have missed parties that you confirmed."))
        self.told.setText("<br>".join(lines))
