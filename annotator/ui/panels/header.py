"""The line at the head of the window: where one is, how much is done, and the three things one looks for."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QProgressBar

from annotator.core.frames import Frame
from annotator.storage import FrameFilter, Project
from annotator.ui.pieces import SMALL_ICON, ElidedLabel, at_least, flat, label, push, shown_key
from annotator.ui.state.document import Document
from annotator.ui.state.frame_steps import SAMPLED
from annotator.ui.theme import GRID

HEIGHT = 48


class Header(QFrame):
    """Its buttons are actions of the table."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        at_least(self, HEIGHT)
        self.menu_button = flat("mdi6.menu", "Menu")
        self.where = ElidedLabel()
        self.done = label("", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(120)
        self.search = push("Search", "mdi6.magnify")
        self.prelabel = push("Pre-label", "mdi6.auto-fix", primary=True)
        self.export = push("Export", "mdi6.export")
        for one in (self.search, self.prelabel, self.export):
            one.setIconSize(SMALL_ICON)
        self._lay_out()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._count)
        document.frame_changed.connect(self._show)
        for signal in (document.project_changed, document.reviewed_changed, document.frames_changed):
            signal.connect(lambda *_: self._later.start())
        self._show(document.frame)
        self._count()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 0, GRID, 0)
        row.setSpacing(GRID)
        row.addWidget(self.menu_button)
        row.addWidget(self.where, 1)
        row.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.done)
        row.addStretch(1)
        for one in (self.search, self.prelabel, self.export):
            row.addWidget(one)

    def set_menus(self, menu: QMenu, prelabel: QMenu) -> None:
        """What the two menu buttons open."""
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(self.menu_button.ToolButtonPopupMode.InstantPopup)
        self.prelabel.setMenu(prelabel)

    def set_actions(self, search: QAction, export: QAction, prelabel: QAction) -> None:
        """What the buttons do."""
        for button, action in ((self.search, search), (self.export, export)):
            button.clicked.connect(action.trigger)
        for button, action in ((self.search, search), (self.export, export), (self.prelabel, prelabel)):
            button.setEnabled(action.isEnabled())
            action.changed.connect(lambda button=button, action=action: button.setToolTip(action.toolTip()))
            action.changed.emit()
            action.enabledChanged.connect(button.setEnabled)

        search.changed.connect(lambda: self.search.setText(f"Search   {shown_key(search.shortcut())}".rstrip()))
        search.changed.emit()

    def open_models(self) -> None:
        """The menu with what can be pre-labelled, and with which model."""
        QTimer.singleShot(0, self.prelabel.showMenu)  # whoever asks for it has ended by then

    def _show(self, frame: Frame | None) -> None:
        project = self._document.project
        if project is None:
            self.where.setText("")
            return
        self.where.setText(f"{project.path.stem}  ›  {frame.path}" if frame else project.path.stem)  # noqa: RUF001

    def _counted(self, project: Project) -> tuple[int, int]:
        """Frames that are worked on, and those of them that are done."""
        if not self._document.sampled:
            return project.frame_count(), project.frame_count(FrameFilter("reviewed"))
        of = project.frame_count(SAMPLED)
        return of, of - project.frame_count(FrameFilter("unreviewed"))

    def _count(self) -> None:
        project = self._document.project
        of, done = self._counted(project) if project else (0, 0)
        for one in (self.bar, self.done):
            one.setVisible(of > 0)
        self.bar.setRange(0, max(1, of))
        self.bar.setValue(done)
        self.done.setText(f"{done:,} of {of:,} done")
        self._show(self._document.frame)
