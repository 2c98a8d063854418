"""Which key does what: ready-made key maps, and over them what a person has changed.

A key map is a JSON file of `title`, `about` and `keys` by the names of actions. What it does not name keeps the key
that its line of the table says, unless that key is taken. So no key can have two meanings in any map.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from annotator import paths
from annotator.ui.actions.canvas_keys import CANVAS_KEYS, RESERVED
from annotator.ui.actions.spec import Spec
from annotator.ui.actions.table import ACTIONS
from annotator.ui.pieces import shown_key
from annotator.ui.preferences import Preferences

OWN = "annotator"
"""The key map that the tables themselves are."""


class Line(Protocol):
    """What can have keys: an action, or something that the picture does."""

    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def keys(self) -> tuple[str, ...]: ...
    @property
    def context(self) -> str: ...


Meaning = Callable[[QKeyEvent, str], str]
"""What the picture does at this press in this context; empty for nothing."""

LINES: tuple[Line, ...] = (*ACTIONS, *CANVAS_KEYS)

Layer = Mapping[str, Sequence[str]]
"""Keys by name."""


class KeyMap(NamedTuple):
    """A ready-made map."""

    title: str
    about: str
    keys: Layer


@cache
def key_maps() -> dict[str, KeyMap]:
    """Every ready-made map by name, Annotator's own first."""
    found = {OWN: KeyMap("Annotator", "Left hand on the keys, right hand on the mouse.", {})}
    for file in sorted((paths.shipped("resources") / "keymaps").glob("*.json")):
        found[file.stem] = KeyMap(**json.loads(file.read_text("utf-8")))
    return found


def normal(key: str) -> str:
    """A key as Qt writes it, so that keys can be compared; empty for what is no key."""
    return QKeySequence(key).toString()


def of_press(event: QKeyEvent) -> str:
    """The key that was pressed; empty for a modifier alone. Shift says nothing where it makes another sign."""
    key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key in _MODIFIERS or key == 0:
        return ""
    if key == Qt.Key.Key_Backtab:
        key, modifiers = Qt.Key.Key_Tab, modifiers | Qt.KeyboardModifier.ShiftModifier
    if Qt.Key.Key_Space < key < Qt.Key.Key_AsciiTilde and not chr(key).isalnum():
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(modifiers.value | int(key)).toString()


_MODIFIERS = {
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock, Qt.Key.Key_unknown,
}  # fmt: skip


def clash(one: str, other: str) -> bool:
    """Whether a key cannot mean something in both contexts; the empty one is everywhere."""
    return one == other or "" in (one, other)


def resolved(lines: Iterable[Line], layers: Iterable[Layer]) -> dict[str, tuple[str, ...]]:
    """The keys of each line: the first layer that names it says them, less those taken by an earlier layer."""
    found: dict[str, tuple[str, ...]] = {}
    taken: dict[str, list[str]] = {key: [""] for key in RESERVED}
    for layer in layers:
        for line in lines:
            if line.name not in layer or line.name in found:
                continue
            wanted = dict.fromkeys(filter(None, map(normal, layer[line.name])))
            free = [key for key in wanted if not any(clash(line.context, one) for one in taken.get(key, ()))]
            for key in free:
                taken.setdefault(key, []).append(line.context)
            found[line.name] = tuple(free)
    return found


def _meaning(keys_of: Callable[[str], Sequence[str]], event: QKeyEvent, context: str) -> str:
    key, bare = of_press(event), QKeySequence(event.key()).toString()
    for line in CANVAS_KEYS:
        if (bare if line.held else key) in keys_of(line.name) and clash(line.context, context):
            return line.name
    return ""


def table_meaning(event: QKeyEvent, context: str = "") -> str:
    """By the table alone, without any map."""
    keys = {line.name: tuple(map(normal, line.keys)) for line in CANVAS_KEYS}
    return _meaning(keys.__getitem__, event, context)


class Keys(QObject):
    """The keys that hold now; kept in the preferences, changes per map."""

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._lines = {line.name: line for line in LINES}
        self._resolve()

    @property
    def map(self) -> str:
        """The name of the ready-made map."""
        name: str = self._preferences.get("key_map", OWN)
        return name if name in key_maps() else OWN

    def choose(self, name: str) -> None:
        """Use another ready-made map, with what was changed in it earlier."""
        self._preferences.put("key_map", name)
        self._resolve()

    def of(self, name: str) -> tuple[str, ...]:
        """The keys of an action, the first one shown in menus."""
        return self._keys.get(name, ())

    def shown(self, name: str) -> str:
        """The first key as this platform writes it; empty without one."""
        return next((shown_key(key) for key in self.of(name)), "")

    def meaning(self, event: QKeyEvent, context: str = "") -> str:
        """The name of what the picture does at this press; empty for nothing."""
        return _meaning(self.of, event, context)

    def owner(self, key: str, name: str) -> Line | None:
        """What has this key, where `name` could not have it as well."""
        context = self._lines[name].context
        others = (line for line in self._lines.values() if line.name != name and key in self.of(line.name))
        return next((line for line in others if clash(line.context, context)), None)

    def put(self, name: str, keys: Iterable[str]) -> None:
        """Give an action these keys and no others; whoever has one of them loses it for as long."""
        wanted, mine = list(keys), self._mine
        for other in mine.keys() & self._lines.keys() - {name}:
            if clash(self._lines[other].context, self._lines[name].context):
                mine[other] = [key for key in mine[other] if key not in wanted]
        self._keep({**mine, name: wanted})

    def changed_by_hand(self, name: str) -> bool:
        """Whether it differs from the ready-made map."""
        return self.of(name) != self._ready[name]

    def reset(self, name: str) -> None:
        """The map's own keys again, taken back from whoever has them."""
        self.put(name, self._ready[name])
        self._keep({one: keys for one, keys in self._mine.items() if tuple(keys) != self._ready.get(one)})

    def reset_all(self) -> None:
        """The ready-made map as it is."""
        self._keep({})

    def worded(self, sentence: str) -> str:
        """A sentence that names lines of the table like <undo>: with the keys that they have now, or their texts."""

        def word(found: re.Match[str]) -> str:
            line = self._lines.get(found[1])
            return found[0] if line is None else self.shown(line.name) or f'"{line.text}"'

        return _NAMED.sub(word, sentence)

    @property
    def _mine(self) -> dict[str, list[str]]:
        changes = self._preferences.get("keys", {}).get(self.map, {})
        well = isinstance(changes, dict)
        return {name: keys for name, keys in changes.items() if isinstance(keys, list)} if well else {}

    def _keep(self, mine: Mapping[str, Sequence[str]]) -> None:
        self._preferences.put("keys", {**self._preferences.get("keys", {}), self.map: dict(mine)})
        self._resolve()

    def _resolve(self) -> None:
        tables = {line.name: line.keys for line in LINES}
        ready = (key_maps()[self.map].keys, tables)
        self._ready = resolved(LINES, ready)
        self._keys = resolved(LINES, (self._mine, *ready))
        self.changed.emit()


_NAMED = re.compile(r"<(\w+)>")


def tooltip(spec: Spec, keys: Keys) -> str:
    """What a button of this action says: its text, its key, and more where there is more to say."""
    key = f" ({keys.shown(spec.name)})" if keys.of(spec.name) else ""
    return f"{spec.text}{key}" + (f"\n{keys.worded(spec.tip)}" if spec.tip else "")
