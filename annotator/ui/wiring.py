"""Who hears what in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.frames import Frame

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow


def connect(window: MainWindow) -> None:
    """All parts with each other."""
    _what_is_said(window)
    _jobs(window)
    _canvas(window)
    _keys(window)
    window.document.project_changed.connect(window.thumbnails.clear)
    window.document.project_changed.connect(lambda: window.status.show_notes(()))
    window.document.project_changed.connect(window.show_page)
    window.document.frame_changed.connect(lambda frame: window.instances.set_picture(None))
    window.categories.edit_wanted.connect(lambda id: window.desk.edit_category(id))
    window.sheets.opened.connect(lambda opened: window.work.lists.setVisible(not opened))
    window.looking.panel.opened.connect(lambda: window.work.lists.verticalScrollBar().setValue(0))  # where it is
    window.welcome.chosen.connect(window.flows.open_path)
    window.theme.changed.connect(window.retint)


def _what_is_said(window: MainWindow) -> None:
    bar, status, keys = window.bar, window.status, window.keys

    def say(level: str, sentence: str) -> None:
        if level in ("warning", "error"):
            bar.say(level, sentence)
        else:
            status.say(level, keys.worded(sentence))

    window.document.said.connect(say)
    window.flows.asked.connect(lambda level, sentence, answers: bar.say(level, keys.worded(sentence), answers))
    window.renewing.offered.connect(lambda sentence, answers: bar.say("info", sentence, answers))
    window.renewing.withdrawn.connect(bar.hide)


def _jobs(window: MainWindow) -> None:
    status = window.status
    for started in (window.disk.started, window.runs.started, window.canvas.preparing):
        started.connect(status.add_job)
    window.models.changed.connect(status.show_model)
    window.models.chosen.connect(lambda name: window.preferences.put("model", name))


def _canvas(window: MainWindow) -> None:
    canvas, status = window.canvas, window.status
    canvas.tool_changed.connect(window.tools.show_tool)
    canvas.tool_changed.connect(window.options.show_tool)
    canvas.tool_changed.connect(lambda _: status.end_message())
    canvas.gesture_begins.connect(status.end_message)
    canvas.modes_chosen.connect(window.modes.put)
    window.modes.changed.connect(canvas.set_modes)
    canvas.zoom_changed.connect(status.show_zoom)
    canvas.cursor_moved.connect(status.show_cursor)
    canvas.hint_changed.connect(lambda hint: status.show_hint(window.keys.worded(hint)))
    canvas.coloured.connect(window.instances.model.colour)
    canvas.adjusting.changed.connect(lambda _: status.show_notes(canvas.notes))
    canvas.shown.connect(lambda frame: _picture_shown(window, frame))


def _picture_shown(window: MainWindow, frame: Frame) -> None:
    pyramid = window.canvas.scenery.pyramid
    window.instances.set_picture(pyramid.shrunk if pyramid else None)
    window.status.show_notes(window.canvas.notes)
    if pyramid is None:
        window.flows.offer_relink(frame)


def _keys(window: MainWindow) -> None:
    """Panels name the keys that hold now."""
    keys = window.keys

    def take() -> None:
        window.instances.take_keys(keys.shown)
        window.threshold.take_keys(keys.shown)
        window.categories.model.take_keys(lambda digit: keys.shown(f"category_{digit}"))

    keys.changed.connect(take)
    take()
