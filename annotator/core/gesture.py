"""What a tool and the canvas say to each other. A gesture is one interaction: a generator from press to edit."""

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from annotator.core.annotations import Edit, Instance, Part, Ring
from annotator.core.frames import FrameKey
from annotator.core.geometry import Box, box_xyxy, boxes_touch
from annotator.core.modes import Modes
from annotator.core.patch import Patch
from annotator.core.raster import LocalMask


class Point(NamedTuple):
    """Image pixels; the top-left corner of the top-left pixel is (0, 0)."""

    x: float
    y: float


NOWHERE_ELSE = Point(0, 0)
"""A way that leads nowhere."""

GRAB = 8.0
"""Screen pixels within which something counts as under the cursor."""

InputKind = Literal["press", "move", "release", "double", "confirm", "back", "wheel", "answer", "nudge", "walk"]
"""Mouse steps; `confirm` is Enter, `back` is Backspace, `wheel` is the wheel with Shift held, `answer` is what the
gesture has asked for, `nudge` an arrow key, `walk` the key that goes to the next or previous corner.

Escape is not an input: the canvas closes the generator.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One step of a gesture."""

    kind: InputKind
    at: Point
    grab_px: float = 4.0
    """How near counts as on it, in image pixels: `GRAB` over the zoom."""
    shift: bool = False
    ctrl: bool = False
    alt: bool = False
    turns: float = 0.0
    """Steps of the wheel, positive away from the hand; of a walk, corners onwards."""
    by: Point = NOWHERE_ELSE
    """How far a nudge moves, image pixels."""
    answer: object = None
    """What the work returned that a preview asked for; where and with which keys it comes says nothing."""

    @property
    def screen_px(self) -> float:
        """A pixel of the screen, in image pixels."""
        return self.grab_px / GRAB


@dataclass(frozen=True, slots=True)
class Preview:
    """What the canvas draws over the picture while a gesture goes on."""

    rings: tuple[Ring, ...] = ()
    """Closed outlines."""
    painted: tuple[LocalMask, ...] = ()
    """Masks that are being painted, drawn with their edges; they change with the tool's next step."""
    dabbed: Box | None = None
    """Where `painted` differ from those of the gesture's preview before this one; None where they are others."""
    fresh: tuple[Ring, ...] = ()
    """Closed outlines of what would be new instances beside those in `rings`, drawn so that they are told apart."""
    path: Ring | None = None
    """An open line."""
    handles: Ring | None = None
    """Points drawn as handles."""
    hides: frozenset[int] = frozenset()
    """Instances that the preview stands in for, so that they are not drawn as they were."""
    shapes: Mapping[int, tuple[Part, ...]] | None = None
    """Where `rings` are the outlines of several instances: whose they are."""
    marked: Ring | None = None
    """Corners that the next command is about, drawn as full handles."""
    snap: Point | None = None
    """Where the gesture has taken hold of a neighbour's outline; marked quietly."""
    band: tuple[float, float, float, float] | None = None
    """A rubber band, xyxy."""
    lasso: Ring | None = None
    """The same drawn by hand; it closes by itself."""
    selection: frozenset[int] | None = None
    """The selection that the gesture has made so far; it holds at once."""
    modes: Modes | None = None
    """The ways of working that the gesture has chosen; they hold at once and stay."""
    hint: str = ""
    """A line for the status bar."""
    asks: Callable[[], object] | None = None
    """Work that takes longer than a frame of the screen. It is done elsewhere while the gesture goes on, and comes back
    as an input of kind `answer`; work asked for later takes its place, and of the earlier nothing is heard any more."""


@dataclass(frozen=True, slots=True)
class InVain:
    """A gesture that was meant to change something and did not."""

    why: str
    """A sentence: what is missing, or what to do."""


Outcome = Edit | frozenset[int] | Modes | InVain | None
"""What a gesture comes to: an edit, nothing but a new selection or another way of working, or nothing."""

Gesture = Generator[Preview, Input, Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a tool may know: the frame as it stands when the gesture begins."""

    frame: FrameKey
    width: int
    height: int
    instances: Mapping[int, Instance]
    """The instances that are on the screen, by id."""
    category: int
    """The category that new instances get."""
    new_id: Callable[[], int]
    """A number for a new instance."""
    selection: frozenset[int] = field(default_factory=frozenset)
    modes: Modes = field(default_factory=Modes)
    """How the person wants tools to work."""
    index: Callable[[Box], Iterable[Instance]] | None = None
    """The instances whose boxes touch a box, where something faster than looking at every one is at hand."""
    pixels: Callable[[Box], Patch | None] | None = None
    """What the picture shows in a box, None beside it; quick, and safe to call from work that a preview asks for."""

    def touching(self, box: Box) -> list[Instance]:
        """The instances with an outline whose boxes touch this box."""
        if self.index is not None:
            return list(self.index(box))
        return [one for one in self.instances.values() if one.parts and boxes_touch(box_xyxy(one.rings), box)]

    def inside(self, at: Point) -> Point:
        """The place of the picture that is nearest to this one."""
        return Point(min(max(at.x, 0.0), float(self.width)), min(max(at.y, 0.0), float(self.height)))

    def way(self, box: Box, by: Point) -> Point:
        """As much of a way as what is in the box can go: it stays inside the picture, and what is outside already only
        comes nearer."""
        return Point(_way(box[0], box[2], by.x, self.width), _way(box[1], box[3], by.y, self.height))

    def near(self, at: Point, within: float) -> list[Instance]:
        """The instances whose boxes come within this distance (image pixels, per axis) of the point."""
        return self.touching((at.x - within, at.y - within, at.x + within, at.y + within))


def _way(first: float, last: float, by: float, size: int) -> float:
    return min(max(by, min(0.0, -first)), max(0.0, size - last))


class Tool(Protocol):
    """A way of working with the mouse; one file each, listed in `annotator.tools.TOOLS`."""

    name: str
    label: str
    shortcut: str
    icon: str
    cursor: Literal["arrow", "cross"]
    tip: str

    def gesture(self, scene: Scene, event: Input) -> Gesture:
        """The interaction that this first press, Backspace at the cursor or turn of the wheel, begins."""
        ...

    def hover(self, scene: Scene, event: Input) -> Preview:
        """What to show while the mouse moves and no gesture goes on: the handle or edge that a press would take."""
        ...
