"""The document's frame in the picture view: loaded in the background and kept up to date, in the theme's looks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from annotator.core.adjustment import PLAIN, Adjustment
from annotator.core.annotations import Edit, Instance
from annotator.core.errors import PathEscape
from annotator.core.frames import Frame, Source
from annotator.core.geometry import Box
from annotator.core.opencv import cv2
from annotator.ui.canvas.hues import palette
from annotator.ui.canvas.loader import Loaded, Loader
from annotator.ui.canvas.picture import Pyramid
from annotator.ui.canvas.picture_view import PictureView
from annotator.ui.canvas.scenery import bgr, joined
from annotator.ui.state.adjusting import Adjusting
from annotator.ui.state.document import Document
from annotator.ui.theme import colours

MOST_OVER_THE_LAYER = 24
"""Selected instances that are drawn one by one over the layer; more are marked in the layer itself."""

_MANY = 500
"""Instances that are found one by one sooner than everything is drawn."""

_ADJUSTED = "adjusted for the eye"

_REACH = 7
"""Device pixels that an outline with its seam may reach out of its box."""


class Stage(PictureView):
    """Shows what the document shows; the previous picture stays until the next one is drawn."""

    shown = Signal(object)
    """The Frame that is now on the screen with its picture, or that could not be read."""
    coloured = Signal(object)
    """The colour of each hue has changed: dict[int, QColor]."""
    preparing = Signal(object)
    """The Job that cuts a vast picture into tiles."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.message = ""
        """The sentence that is shown where there is no picture."""
        self._notes: tuple[str, ...] = ()
        self.line_width = 1
        self.tried: frozenset[int] = frozenset()
        """Those that are shown otherwise than they are."""
        self.adjusting: Adjusting = Adjusting(document, self)
        self._adjustment = PLAIN
        self._track_colours = True
        self._loader = Loader(self)
        self._loader.tiling.changed.connect(self._better)
        self._loader.tiling.said.connect(document.said)
        self._loader.tiling.started.connect(self.preparing)
        cv2.setNumThreads(1)  # the other cores belong to the model that runs beside
        document.project_changed.connect(self._colour)
        document.categories.changed.connect(self._colour)
        document.tracks_changed.connect(self._colour)
        document.frame_wanted.connect(self._frame_wanted)
        document.frame_ahead.connect(self._frame_ahead)
        document.frame_changed.connect(self.frame_changed)
        document.edited.connect(self._edited)
        document.showing_changed.connect(lambda _: self._sync())
        document.selection_changed.connect(lambda _: self.selection_changed())
        self.adjusting.changed.connect(self._adjust)
        if app := QApplication.instance():
            app.aboutToQuit.connect(self.stop)

    def start(self) -> None:
        """Show the document as it is now."""
        self._theme_changed()
        self._colour()
        self.frame_changed(self.document.frame)

    def stop(self) -> None:
        """Wait for what is being decoded; nothing is opened any more."""
        self._loader.stop()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of how the picture is shown."""
        return (*self._notes, _ADJUSTED) if self.adjusting.now != PLAIN and self.scenery.pyramid else self._notes

    @property
    def ready(self) -> bool:
        """Whether the picture of the document's frame is on the screen, so that it can be worked on."""
        frame, here = self.document.frame, self.scenery.frame
        return frame is not None and here is not None and here.key == frame.key and self.scenery.pyramid is not None

    # loading

    def frame_changed(self, frame: Frame | None) -> None:
        """Another frame is wanted, or none."""
        self._loader.forget()
        if frame is None or self.document.project is None:
            self.scenery.clear()
            self.message = ""
            self.scenery_changed()
            return
        try:
            source = self.document.project.source_of(frame)
        except PathEscape as error:
            self._unread(frame, str(error))
            return
        visible, scale = self.document.visible, self.coming_view(frame.size).scale
        self._loader.load(source, list(visible.values()), scale, lambda one: self._loaded(frame, visible, one),
                          lambda why: self._unread(frame, why))  # fmt: skip

    def _frame_wanted(self, frame: Frame) -> None:
        """The document reads the frame's instances, so its picture can be decoded beside that."""
        if (source := self._source_of(frame)) is not None:
            self._loader.prepare(source)

    def _frame_ahead(self, frame: Frame, visible: dict[int, Instance]) -> None:
        """It may be asked for next."""
        if (source := self._source_of(frame)) is not None:
            self._loader.ahead(source, list(visible.values()), self.coming_view(frame.size).scale)

    def _source_of(self, frame: Frame) -> Source | None:
        """Of a frame that is made ready before it is wanted, so nobody is told of what is wrong with it."""
        with suppress(PathEscape):
            return self.document.project.source_of(frame) if self.document.project else None
        return None

    def _loaded(self, frame: Frame, visible: dict[int, Instance], loaded: Loaded) -> None:
        self.scenery.frame, self.scenery.pyramid, self.scenery.outlines = frame, loaded.pyramid, loaded.outlines
        if visible is not self.document.visible:  # changed meanwhile
            self.scenery.outlines.sync(self.document.visible)
        self._adjustment = self.adjusting.of(frame)
        self.look(manner=replace(self.scenery.look.manner, adjustment=self._adjustment))
        self.message, self._notes = "", loaded.notes
        self.scenery_changed()
        self.adjusting.turn_to(frame)
        self.shown.emit(frame)

    def _better(self, pyramid: Pyramid, box: Box) -> None:
        """More of a vast picture is here than was drawn."""
        if pyramid is not self.scenery.pyramid:
            return
        if box == (0, 0, *self.scenery.size):
            self.coarse_changed()
        self.redraw(self.view.box_in_view(box).clipped(self.view.rect))

    def _unread(self, frame: Frame, why: str) -> None:
        self.scenery.clear()
        self.scenery.frame = frame
        self.message, self._notes = why, ()
        self.scenery_changed()
        self.shown.emit(frame)

    def scenery_changed(self) -> None:
        """Another picture, or none, is to be drawn."""
        self._take_colours()
        self.look(hidden=frozenset(), marked=self._marked())
        self.show_scenery()
        self.refresh()

    def forget_pictures(self) -> None:
        """Decode anew what is shown next."""
        self._loader.forget_pictures()

    # keeping up

    def _edited(self, edit: Edit) -> None:
        if self.ready and self.document.frame and edit.frame == self.document.frame.key:
            self._sync({*edit.before, *edit.after})

    def _sync(self, ids: set[int] | None = None) -> None:
        """Take over what has changed of these instances, or of all."""
        if not self.ready:
            return
        boxes = self.scenery.outlines.sync(self.document.visible, ids)
        self.refresh()
        if boxes:
            self.redraw(joined(boxes, self.view, _REACH))

    def try_out(self, instances: Mapping[int, Instance]) -> None:
        """Show these in place of the document's; none, and all is shown as it is."""
        ids, self.tried = self.tried | instances.keys(), frozenset(instances)
        if self.ready and ids:
            boxes = self.scenery.outlines.sync({**self.document.visible, **instances}, set(ids))
            self.refresh()
            self.redraw(joined(boxes, self.view, _REACH) if boxes else None)

    def selection_changed(self) -> None:
        """A large selection is marked in the layer, a small one over it."""
        before, marked = self.scenery.look.marked, self._marked()
        self.look(marked=marked)
        self._redraw_of(before ^ marked)
        self.refresh()

    def _marked(self) -> frozenset[int]:
        selection = self.document.selection
        return selection if len(selection) > MOST_OVER_THE_LAYER else frozenset()

    def hide_instances(self, hidden: frozenset[int]) -> None:
        """Leave these out of the layer, and no others."""
        before = self.scenery.look.hidden
        self.look(hidden=hidden)
        self._redraw_of(before ^ hidden)

    def _redraw_of(self, ids: Collection[int]) -> None:
        """These instances look different now; thousands are everywhere."""
        if len(ids) > _MANY:
            self.redraw()
        elif boxes := self.scenery.outlines.boxes_of(ids):
            self.redraw(joined(boxes, self.view, _REACH))

    def refresh(self) -> None:
        """For those who draw over the layer: something has changed."""

    # looks

    def look(self, **fields: object) -> None:
        """Change some fields of the scenery's look; drawing it is the caller's affair."""
        self.scenery.look = replace(self.scenery.look, **fields)  # type: ignore[arg-type]

    def set_fill_opacity(self, opacity: float) -> None:
        """How strongly masks are tinted, 0..1."""
        self.look(fill=min(max(opacity, 0.0), 1.0))
        self.redraw()

    def set_line_width(self, width: int) -> None:
        """How wide outlines are, logical pixels."""
        self.line_width = width
        self._theme_changed()
        self.refresh()

    def set_faded(self, faded: bool) -> None:
        """Show the picture alone."""
        if faded != self.scenery.look.faded:
            self.look(faded=faded)
            self.redraw()
            self.update()

    def set_raw(self, raw: bool) -> None:
        """Show the picture alone, and as it was decoded."""
        if raw != self.scenery.look.raw:
            self.look(raw=raw)
            self.coarse_changed()
            self.redraw()
            self.update()

    def set_manner(self, **fields: object) -> None:
        """Draw the picture itself otherwise from now on."""
        self.look(manner=replace(self.scenery.look.manner, **fields))  # type: ignore[arg-type]
        self.coarse_changed()
        self.redraw()
        self.update()

    def _adjust(self, adjustment: Adjustment) -> None:
        """What comes faster than it can be drawn is passed over; many outlines wait till a slider is let go."""
        self._adjustment = adjustment
        if self.layer.busy:
            return
        look, hurried = self.scenery.look, self.adjusting.trying and self.scenery.crowded(self.view)
        if (adjustment, hurried) != (look.manner.adjustment, look.hurried):
            self.look(hurried=hurried)
            self.set_manner(adjustment=adjustment)

    def work(self) -> None:
        """And then what has been asked for meanwhile."""
        super().work()
        self._adjust(self._adjustment)

    def set_track_colours(self, on: bool) -> None:
        """Whether each object of a video has a colour of its own."""
        self._track_colours = on
        self._colour()

    def _colour(self) -> None:
        before = self.scenery.colours
        self._take_colours()
        if self.scenery.colours != before:
            self.redraw()
            self.update()

    def _take_colours(self) -> None:
        project, frame = self.document.project, self.scenery.frame
        categories = project.categories().values() if project else ()
        tracks = project.tracks(frame.root, frame.path).values() if project and frame else ()
        made = palette(categories, tracks, by_track=self._track_colours)
        if made != self.scenery.colours:
            self.scenery.colour(made)
            self.coloured.emit(made)

    def changeEvent(self, event: QEvent) -> None:
        """The ground follows the theme, the lines follow the screen."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._theme_changed()
        super().changeEvent(event)

    def _theme_changed(self) -> None:
        base = QColor(colours().base)
        ground = base if base.lightnessF() < 0.5 else QColor(colours().line)
        self.look(ground=bgr(ground), line_px=max(1, int(self.line_width * self.ratio + 0.25)))
        self.redraw()
        self.update()

    def paint_over(self, painter: QPainter) -> None:
        """The sentence that says why there is no picture."""
        if self.message:
            painter.setPen(QColor(colours().text))
            room = QRectF(self.rect()).adjusted(48, 48, -48, -48)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.message)
