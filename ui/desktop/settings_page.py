"""Settings: each with its explanation, saved together, every change kept with who made it and when."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from screening.casework.roles import Action
from screening.casework.second import LIST_KIND
from screening.keeping import SETTING as KEEP
from screening.model.settings import SettingChange
from ui import words
from ui.desktop import theme
from ui.desktop.addresses_panel import AddressesPanel
from ui.desktop.desk import SETTINGS, Desk
from ui.desktop.keeping_panel import KeepingPanel
from ui.desktop.known_panel import KnownPanel
from ui.desktop.rates_panel import RatesPanel
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.desktop.users_panel import UsersPanel
from ui.desktop.who import current_user, may
from ui.setting_specs import GROUPS, OFF, ON, Group, Number, Spec, Switch
from ui.words import N_, _

CHANGE_COLUMNS: tuple[RowColumn[SettingChange], ...] = (
    RowColumn(N_("When"), lambda c: words.format_datetime(c.changed_at), 16),
    RowColumn(N_("Who"), lambda c: c.user, 14),
    RowColumn(N_("Setting"), lambda c: setting_title(c.name), 40, share=1.0),
    RowColumn(N_("Value"), lambda c: c.value, 40, share=1.0),
)

_THEME_NAMES = {theme.SYSTEM: N_("As the system"), theme.LIGHT: N_("Light"), theme.DARK: N_("Dark")}


def setting_title(name: str) -> str:
    """Return what a setting is called, its own name where the page does not offer it."""
    if name.startswith(KEEP):
        return _("Years: {regime}").format(regime=name.removeprefix(KEEP))
    if name.startswith(LIST_KIND):
        return _("Use of the list {list}").format(list=name.removeprefix(LIST_KIND))
    for group in GROUPS:
        for spec in group.specs:
            if spec.name == name:
                title = _(spec.title).replace("&", "")
                # A flag's severity and threshold are called by the flag they belong to.
                part = name.split(".")
                return f"{words.rule_name(part[1])}: {title}" if part[0] == "flags" and len(part) > 2 else title
    return name


def _scrolled(panel: QWidget) -> QScrollArea:
    """Return a panel that may be larger than its place, as at 200 % on a common screen."""
    area = QScrollArea()
    area.setWidget(panel)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    return area


Editor = QDoubleSpinBox | QCheckBox | QLineEdit


class SettingsPage(QWidget):
    """Tabs of settings, the addresses of lists, the window, and the changes that were made."""

    help_topic = "settings"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.panels = [SettingsPanel(group) for group in GROUPS]
        self.keeping = KeepingPanel(desk)
        self.known = KnownPanel(desk)
        self.users = UsersPanel(desk)
        self.addresses = AddressesPanel(desk)
        self.rates = RatesPanel(desk)
        self.window_panel = WindowPanel(desk)
        self.changes: RowsModel[SettingChange] = RowsModel(CHANGE_COLUMNS, self)
        self.changes_table = RowsView(self.changes, CHANGE_COLUMNS)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for panel in (
            *self.panels,
            _scrolled(self.keeping),
            self.known,
            self.users,
            self.addresses,
            self.rates,
            self.window_panel,
            self.changes_table,
        ):
            self.tabs.addTab(panel, "")
        self.save, self.undo = QPushButton(), QPushButton()
        self.told = QLabel()
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(self.undo)
        buttons.addWidget(self.told, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(buttons)
        self.save.clicked.connect(self.keep)
        self.undo.clicked.connect(self.reload)
        for panel in self.panels:
            panel.on_change(self._changed)
        self.keeping.on_change(self._changed)
        self.retranslate()
        self.reload()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        titles = [_(group.title) for group in GROUPS]
        titles += [
            _("Keeping"),
            _("Known parties"),
            _("Users"),
            _("Addresses of lists"),
            _("Exchange rates"),
            _("Window"),
            _("Changes"),
        ]
        for number, title in enumerate(titles):
            self.tabs.setTabText(number, title)
        for panel in self.panels:
            panel.retranslate()
        self.keeping.retranslate()
        self.known.retranslate()
        self.users.retranslate()
        self.addresses.retranslate()
        self.rates.retranslate()
        self.window_panel.retranslate()
        self.save.setText(_("&Save"))
        self.undo.setText(_("&Undo changes"))
        self.changes_table.setAccessibleName(_("Changes"))
        self.changes.retranslate()
        self.changes_table.fit_titles()
        self._changed()

    def reload(self) -> None:
        """Show what is in force; what was typed and not saved is dropped."""
        held = self._desk.store.settings()
        for panel in self.panels:
            panel.show_values(held)
            panel.lock(not may(self._desk.folder.session, Action.SETTINGS))
        self.keeping.show_values(held)
        self.keeping.lock(not may(self._desk.folder.session, Action.SETTINGS))
        self.known.reload()
        self.users.reload()
        self.addresses.reload()
        self.rates.reload()
        self.changes.set_rows(self._desk.store.setting_changes())
        self._changed()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this page."""
        return (("Ctrl+C", _("copy the chosen rows as a table")),)

    def pending(self) -> dict[str, str]:
        """Return what is typed and not yet saved, by name."""
        found: dict[str, str] = {}
        for panel in self.panels:
            found |= panel.pending()
        return found | self.keeping.pending()

    def draft(self) -> str:
        """Return what was typed here and is not saved."""
        return ", ".join(setting_title(name) for name in self.pending())

    def _changed(self) -> None:
        pending = self.pending()
        self.save.setEnabled(bool(pending))
        self.undo.setEnabled(bool(pending))
        names = ", ".join(setting_title(name) for name in pending)
        told = _("Not saved yet: {names}").format(names=names) if pending else ""
        if not may(self._desk.folder.session, Action.SETTINGS):
            told = _("Settings are changed by an administrator.")
        self.told.setText(told)

    def keep(self) -> None:
        """Save what was typed; each change is recorded."""
        for name, value in self.pending().items():
            self._desk.store.put_setting(name, value, current_user(self._desk.folder.session))
        self._desk.changed.emit(SETTINGS)
        self.reload()
        self._desk.told.emit(_("Saved. Screenings from now on use it; past ones keep theirs."))


class SettingsPanel(QScrollArea):
    """One tab of settings."""

    def __init__(self, group: Group) -> None:
        super().__init__()
        self._specs = group.specs
        self._held: Mapping[str, str] = {}
        self.editors: dict[str, Editor] = {}
        self._labels: dict[str, QLabel] = {}
        self._reasons: dict[str, QLabel] = {}
        held = QWidget()
        grid = QGridLayout(held)  # a form gives words that wrap more height than they take
        grid.setColumnStretch(1, 1)
        for spec in self._specs:
            self._add(grid, spec)
        grid.setRowStretch(grid.rowCount(), 1)
        self.setWidget(held)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)

    def _add(self, grid: QGridLayout, spec: Spec) -> None:
        editor: Editor
        if isinstance(spec, Number):
            editor = QDoubleSpinBox()
            editor.setDecimals(spec.decimals)
            editor.setRange(spec.lowest, spec.highest)
            editor.setSingleStep(spec.step)
            editor.setFixedWidth(self.fontMetrics().averageCharWidth() * 22)
        elif isinstance(spec, Switch):
            editor = QCheckBox()
        else:
            editor = QLineEdit()
        label, why = QLabel(), QLabel()
        label.setBuddy(editor)
        why.setWordWrap(True)
        why.setContentsMargins(0, 0, 0, self.fontMetrics().height() // 2)
        self.editors[spec.name], self._labels[spec.name], self._reasons[spec.name] = editor, label, why
        row = grid.rowCount()
        grid.addWidget(label, row, 0)
        # Aligned, a box of fixed width does not make the column as narrow as itself.
        grid.addWidget(
            editor, row, 1, Qt.AlignmentFlag(0) if isinstance(editor, QLineEdit) else Qt.AlignmentFlag.AlignLeft
        )
        grid.addWidget(why, row + 1, 1)

    def on_change(self, slot: object) -> None:
        """Call ``slot`` when anything is typed."""
        for editor in self.editors.values():
            if isinstance(editor, QLineEdit):
                editor.textChanged.connect(lambda _text, slot=slot: slot())
                continue
            signal = editor.valueChanged if isinstance(editor, QDoubleSpinBox) else editor.toggled
            signal.connect(lambda _value, slot=slot: slot())

    def lock(self, locked: bool) -> None:
        """Let the values be read and not changed."""
        for editor in self.editors.values():
            editor.setEnabled(not locked)

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        for spec in self._specs:
            editor = self.editors[spec.name]
            values = (
                {"shipped": f"{spec.shipped:g}"}
                if isinstance(spec, Number)
                else dict(spec.values)
                if isinstance(spec, Switch)
                else {}
            )
            self._labels[spec.name].setText(_(spec.title))
            self._reasons[spec.name].setText(_(spec.why).format(**values))
            editor.setAccessibleName(_(spec.title).replace("&", ""))
            editor.setAccessibleDescription(self._reasons[spec.name].text())
            if isinstance(spec, Number) and isinstance(editor, QDoubleSpinBox) and spec.zero:
                editor.setSpecialValueText(_(spec.zero))

    def show_values(self, held: Mapping[str, str]) -> None:
        """Show the values in force."""
        self._held = held
        for spec in self._specs:
            editor = self.editors[spec.name]
            editor.blockSignals(True)
            if isinstance(editor, QDoubleSpinBox) and isinstance(spec, Number):
                editor.setValue(_as_number(held.get(spec.name), spec))
            elif isinstance(editor, QCheckBox) and isinstance(spec, Switch):
                editor.setChecked(held.get(spec.name, ON if spec.default else OFF) == ON)
            elif isinstance(editor, QLineEdit):
                editor.setText(held.get(spec.name, ""))
            editor.blockSignals(False)

    def pending(self) -> dict[str, str]:
        """Return the values that differ from those in force."""
        found = {}
        for spec in self._specs:
            editor = self.editors[spec.name]
            if isinstance(editor, QDoubleSpinBox) and isinstance(spec, Number):
                if abs(editor.value() - _as_number(self._held.get(spec.name), spec)) > 1e-9:
                    found[spec.name] = f"{editor.value():g}"
            elif isinstance(editor, QCheckBox) and isinstance(spec, Switch):
                value = ON if editor.isChecked() else OFF
                if value != self._held.get(spec.name, ON if spec.default else OFF):
                    found[spec.name] = value
            elif isinstance(editor, QLineEdit) and editor.text().strip() != self._held.get(spec.name, ""):
                found[spec.name] = editor.text().strip()
        return found


def _as_number(text: str | None, spec: Number) -> float:
    if text == "" and spec.empty is not None:
        return spec.empty
    try:
        return float(text) if text is not None else spec.default
    except ValueError:
        return spec.default


class WindowPanel(QWidget):
    """Language and colours: of this window, at once, and not recorded."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.language, self.colours = QComboBox(), QComboBox()
        self._language_label, self._colours_label, self._why = QLabel(), QLabel(), QLabel()
        self._why.setWordWrap(True)
        self._language_label.setBuddy(self.language)
        self._colours_label.setBuddy(self.colours)
        for code, name in words.LANGUAGES:
            self.language.addItem(name, code)
        for name in theme.THEMES:
            self.colours.addItem("", name)
        for box in (self.language, self.colours):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        form = QFormLayout(self)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for box in (self.language, self.colours):
            box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        form.addRow(self._language_label, self.language)
        form.addRow(self._colours_label, self.colours)
        form.addRow("", self._why)
        self.language.activated.connect(lambda _row: desk.language_wanted.emit(self.language.currentData()))
        self.colours.activated.connect(lambda _row: desk.theme_wanted.emit(self.colours.currentData()))

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self._language_label.setText(_("&Language"))
        self._colours_label.setText(_("&Colours"))
        self._why.setText(
            _("They change at once and belong to this window; reports are written in the language of the window.")
        )
        for number, name in enumerate(theme.THEMES):
            self.colours.setItemText(number, _(_THEME_NAMES[name]))
        self.language.setCurrentIndex(self.language.findData(words.current_language()))
        self.language.setAccessibleName(_("Language"))
        self.colours.setAccessibleName(_("Colours"))
