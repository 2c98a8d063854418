"""What is said of the selection: its attributes, note, group and crowd mark; each change is one edit of all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.annotations import Instance, Value
from annotator.core.attributes import Attribute, Kind, Shared, of_value, shared, shown
from annotator.ui.commands import grouping, marking, review
from annotator.ui.panels.fields import FIELDS, Field, LineField, NoteField, TickField
from annotator.ui.panels.instances import InstancesPanel
from annotator.ui.pieces import SMALL_ICON, ElidedLabel, flat, label, row_height, tinted
from annotator.ui.preferences import Preferences
from annotator.ui.state.document import Document
from annotator.ui.theme import GRID

OPEN = "properties"
NAME_WIDTH = 104  # pixels; longer names are elided
MOST_SHARE = 0.3  # of the window's height
LEAST_LINES = 4  # of text, which are about two fields
GROUP = Attribute(name="Group", kind=Kind.NUMBER, least=0, most=2**31)
OVER_GROUPS = ("group", "ungroup", "select_group")

Rows = tuple[Attribute, ...]


class Inspector(QWidget):
    """A line with what is said, and under it, while it is open, a field for each."""

    def __init__(self, document: Document, instances: InstancesPanel, preferences: Preferences) -> None:
        super().__init__()
        self._document, self._instances, self._preferences = document, instances, preferences
        self._leave: Callable[[], object] = instances.view.setFocus
        self._rows: Rows | None = None
        self.fields: dict[str, Field] = {}
        """By the names of attributes."""
        self.note, self.group, self.crowd = NoteField(), LineField(GROUP.read, "none"), TickField(clears=False)
        self.summary = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.complaint = label("", "error", wrap=True)
        self.complaint.hide()
        self.fold = flat("mdi6.chevron-right", "Show or hide the properties of the selection")
        self.groups = QWidget()
        self._lay_out()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        for signal in (document.selection_changed, document.edited, document.frame_changed):
            signal.connect(lambda _: self._later.start())
        document.categories.current_changed.connect(lambda _: self._later.start())
        document.categories.changed.connect(self._later.start)
        document.project_changed.connect(self._opened)
        self.fold.clicked.connect(lambda: self.set_open(not self.open))
        self._connect(self.note, partial(marking.set_note, document))
        self._connect(self.group, lambda value: grouping.set_group(document, int(value or 0)))
        self._connect(self.crowd, partial(marking.set_crowd, document))
        self._opened()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(GRID // 2, GRID // 2, GRID, GRID // 2)
        head.setSpacing(GRID // 2)
        head.addWidget(self.fold)
        head.addWidget(label("Properties", "heading"))
        head.addWidget(self.summary, 1)
        self.summary.setProperty("role", "muted")
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.form = QFormLayout()
        self.form.setContentsMargins(GRID, 0, GRID, GRID)
        self.form.setVerticalSpacing(GRID // 2)
        self.form.setHorizontalSpacing(GRID)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        inside = QWidget()
        inside.setLayout(self.form)
        self.body = _Body(inside)
        all = QVBoxLayout(self)
        all.setContentsMargins(0, 0, 0, 0)
        all.setSpacing(0)
        all.addLayout(head)
        all.addWidget(self.complaint)
        all.addWidget(self.body)
        self.complaint.setContentsMargins(GRID, 0, GRID, GRID // 2)
        self._group_row = QHBoxLayout(self.groups)
        self._group_row.setContentsMargins(0, 0, 0, 0)
        self._group_row.setSpacing(0)
        self._group_row.addWidget(self.group, 1)
        for name, one in (("Note", self.note), ("Crowd", self.crowd)):
            one.setAccessibleName(name)
        self.group.setAccessibleName("Group")

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """The buttons beside the group's number."""
        for name in OVER_GROUPS:
            button = QToolButton()
            button.setDefaultAction(actions[name])
            button.setIconSize(SMALL_ICON)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._group_row.addWidget(button)

    def _connect(self, field: Field, act: Callable[[Value | None], object]) -> None:
        field.given.connect(act)
        field.given.connect(lambda _: self._later.start())
        field.refused.connect(self._complain)
        field.left.connect(lambda: self._leave())
        field.stepped.connect(self._step)

    def set_way_back(self, leave: Callable[[], object]) -> None:
        """Where Escape gives the keyboard."""
        self._leave = leave

    # open or closed

    @property
    def open(self) -> bool:
        """Whether the fields are on the screen."""
        return not self.body.isHidden()

    def set_open(self, on: bool) -> None:
        """Show or hide the fields, from now on."""
        self._preferences.put(OPEN, on)
        self._fold(on)

    def _fold(self, on: bool) -> None:
        self.body.setVisible(on)
        tinted(self.fold, "mdi6.chevron-down" if on else "mdi6.chevron-right", "muted")
        self.refresh()

    def _opened(self) -> None:
        """A project that has attributes shows them, unless the person wants them hidden."""
        project = self._document.project
        has_some = project is not None and any(one.attributes for one in project.categories().values())
        self._fold(self._preferences.get(OPEN, has_some))

    def take_keyboard(self) -> None:
        """The keyboard to the first field."""
        if not self.open:
            self.set_open(True)
        self.refresh()
        first = next(iter(self.fields.values()), self.note)
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # what is said

    def refresh(self) -> None:
        """Take over what the document has now."""
        self._later.stop()
        these = [self._document.instances[id] for id in sorted(self._document.selection)]
        if self.open:
            self._show_fields(these)
        self.summary.setText(_summary(these, self.open))

    def _show_fields(self, these: Sequence[Instance]) -> None:
        rows = self._wanted(these)
        if rows != self._rows:
            self._build(rows)
        said = [dict(one.attributes) for one in these]
        for name, field in self.fields.items():
            field.show_value(shared(values.get(name) for values in said))
        self.note.show_value(shared(one.note or None for one in these))
        self.group.show_value(shared(one.group or None for one in these))
        self.crowd.show_value(shared(one.crowd for one in these) if these else Shared(False))
        self.body.inside.setEnabled(bool(these) and not self._document.read_only)

    def _wanted(self, these: Sequence[Instance]) -> Rows:
        """The attributes of the selection's categories, and those that it has beside them."""
        project = self._document.project
        known = project.categories() if project else {}
        ids = dict.fromkeys(one.category for one in these) if these else [self._document.categories.current]
        rows = {each.name: each for id in ids if id in known for each in known[id].attributes}
        for one in these:
            for name, value in one.attributes:
                if name not in rows:
                    rows[name] = of_value(name, value)
        return tuple(rows.values())

    def _build(self, rows: Rows) -> None:
        focused = next((name for name, field in self.fields.items() if field.hasFocus()), None)
        kept = (self.note, self.groups, self.crowd)
        while self.form.rowCount():
            taken = self.form.takeRow(0)
            for item in (taken.labelItem, taken.fieldItem):
                if item and (widget := item.widget()) and widget not in kept:
                    widget.hide()
                    widget.deleteLater()
        self._rows, self.fields = rows, {}
        for attribute in rows:
            field = self.fields[attribute.name] = FIELDS[attribute.kind](attribute)
            self._connect(field, partial(marking.set_attribute, self._document, attribute.name))
            self._add(attribute.name, field)
        for name, widget in zip(("Note", "Group", "Crowd"), kept, strict=True):
            self._row(name, widget)
        if focused in self.fields:
            self.fields[focused].setFocus()
        self.body.updateGeometry()

    def _add(self, name: str, field: Field) -> None:
        field.setAccessibleName(name)
        self._row(name, field)

    def _row(self, name: str, widget: QWidget) -> None:
        named = _named(name)
        named.setMinimumHeight(widget.sizeHint().height() if widget is not self.note else 0)
        self.form.addRow(named, widget)
        widget.show()  # at once, so that it can have the keyboard

    def _complain(self, why: str) -> None:
        self.complaint.setText(why)
        self.complaint.setVisible(bool(why))

    def _step(self, by: int) -> None:
        focused = next((name for name, field in self.fields.items() if field.hasFocus()), "")
        review.step(self._document, self._instances.model.selectable(), by)
        self.refresh()
        if focused in self.fields:
            self.fields[focused].setFocus(Qt.FocusReason.TabFocusReason)


class _Body(QScrollArea):
    """As high as its fields, up to a part of the window."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = inside
        self.setWidget(inside)
        inside.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the fields where they are laid out anew."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return QSize(160, min(self.inside.sizeHint().height(), round(MOST_SHARE * self.window().height())))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self.sizeHint().height(), row_height(self, 0, LEAST_LINES)))


def _named(name: str) -> ElidedLabel:
    made = ElidedLabel(name, Qt.TextElideMode.ElideRight)
    made.setFixedWidth(NAME_WIDTH)
    return made


def _summary(these: Sequence[Instance], open: bool) -> str:
    """How many there are; of one what is said of it, where that is not on the screen already."""
    if len(these) != 1:
        return f"{len(these):,} selected" if these else "nothing selected"
    if open:
        return ""
    [one] = these
    said = [f"{name} {shown(value)}" for name, value in one.attributes]
    said += [f"group {one.group}"] if one.group else []
    said += ["crowd"] if one.crowd else []
    said += [f"“{one.note}”".replace("\n", " ")] if one.note else []
    return " · ".join(said)
