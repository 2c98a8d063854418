"""Attributes: what can be said of the instances of a category, each with a type, and whether a value fits."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from annotator.core.annotations import Instance, Value
from annotator.core.errors import BadInput

Values = tuple[tuple[str, Value], ...]
"""By name, in the order of the names."""

YES, NO = "yes", "no"
_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})


class BadValue(BadInput):
    """A value does not fit its attribute, or a definition makes no sense; the text says why."""


class Kind(StrEnum):
    """The type of an attribute's values."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes or no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """What one attribute of a category is; raises BadValue where that makes no sense."""

    name: str
    kind: Kind = Kind.TEXT
    options: tuple[str, ...] = ()
    """Of a choice."""
    least: float | None = None
    most: float | None = None
    """Of a number, both included."""
    default: Value | None = None
    """What a person's new instances get."""
    changes: bool = False
    """Whether it may change over the frames of a track; otherwise it is the same on all of them."""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise BadValue("An attribute needs a name.")
        if self.kind is Kind.CHOICE and not self.options:
            raise BadValue(f"{self.name} is a choice, so it needs options to choose from.")
        if len(set(self.options)) < len(self.options) or not all(map(str.strip, self.options)):
            raise BadValue(f"{self.name} has an option that is empty or stands twice.")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise BadValue(f"{self.name} has a lowest value above its highest: {self.least:g} and {self.most:g}.")
        if self.default is not None and (why := self.objection(self.default)):
            raise BadValue(f"The default is no value of this attribute: {why}")

    def objection(self, value: Value) -> str:
        """Why this is no value of it; empty where it is one."""
        if self.kind is Kind.YES_NO:
            return "" if isinstance(value, bool) else f"{self.name} is yes or no, and this is {shown(value)!r}."
        if self.kind is Kind.NUMBER:
            return self._no_number(value)
        if not isinstance(value, str):
            return f"{self.name} is {'a choice' if self.options else 'text'}, and this is {shown(value)}."
        if self.kind is Kind.CHOICE and value not in self.options:
            return f"{self.name} has no option {value!r}: choose {listed(self.options)}."
        return ""

    def _no_number(self, value: Value) -> str:
        if isinstance(value, bool | str) or not math.isfinite(value):
            return f"{self.name} is a number, and this is {shown(value)!r}."
        if self.least is not None and value < self.least:
            return f"{self.name} is {shown(self.least)} at the least."
        if self.most is not None and value > self.most:
            return f"{self.name} is {shown(self.most)} at the most."
        return ""

    def read(self, text: str) -> Value:
        """The value that a person has typed; BadValue says what is wrong with it."""
        value = self._meant(text)
        if why := self.objection(value):
            raise BadValue(why)
        return value

    def _meant(self, text: str) -> Value:
        word = text.strip()
        if self.kind is Kind.YES_NO:
            return True if word.casefold() in _YES else False if word.casefold() in _NO else text
        if self.kind is Kind.NUMBER:
            return number_in(word)
        return word if self.kind is Kind.CHOICE else text

    def fitted(self, value: Value) -> Value | None:
        """This value as one of its own; None where it cannot be."""
        if not self.objection(value):
            return value
        try:
            return self.read(shown(value))
        except BadValue:
            return None


def number_in(text: str) -> Value:
    """The number that a text means, whole where it is written so; the text where it means none."""
    try:
        whole = int(text)
        return whole if abs(whole) < 2**53 else float(whole)
    except (ValueError, OverflowError):
        pass
    try:
        found = float(text)
    except ValueError:
        return text
    return found if math.isfinite(found) else text


def shown(value: Value | None) -> str:
    """A value as a person reads it; `Attribute.read` reads it back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return str(value)


def listed(words: Sequence[str], most: int = 8) -> str:
    """As in a sentence: one, two or three."""
    several = [*words[:most], f"{len(words) - most} more"] if len(words) > most else list(words)
    return " or ".join(filter(None, [", ".join(several[:-1]), several[-1]])) if several else ""


def of_value(name: str, value: Value) -> Attribute:
    """What an attribute must be that nobody has defined and that has this value."""
    if isinstance(value, bool):
        return Attribute(name=name, kind=Kind.YES_NO, changes=True)
    return Attribute(name=name, kind=Kind.TEXT if isinstance(value, str) else Kind.NUMBER, changes=True)


class Shared(NamedTuple):
    """What several instances say, as one."""

    value: Value | None
    """None where none of them says anything, or where they differ."""
    mixed: bool = False


def shared(values: Iterable[Value | None]) -> Shared:
    """The value that all of them have."""
    found = iter(values)
    first = next(found, None)
    same = all(other == first and type(other) is type(first) for other in found)
    return Shared(first) if same else Shared(None, mixed=True)


def with_value(values: Values, name: str, value: Value | None) -> Values:
    """With another value; None takes it away."""
    others = {key: old for key, old in values if key != name}
    return in_order(others if value is None else {**others, name: value})


def differs(one: Instance, name: str, value: Value | None) -> bool:
    """Whether an instance has another value; yes is not 1, and a whole number is none with a point."""
    had = dict(one.attributes).get(name)
    return had != value or type(had) is not type(value)


def in_order(values: dict[str, Value]) -> Values:
    """As they stand on an instance."""
    return tuple(sorted(values.items()))


def chosen(values: Values, names: Collection[str]) -> Values:
    """Those of these names."""
    return tuple((name, value) for name, value in values if name in names)


def with_defaults(one: Instance, attributes: Iterable[Attribute]) -> Instance:
    """With the defaults of what it has no value of."""
    there = {name for name, _ in one.attributes}
    missing = {each.name: each.default for each in attributes if each.default is not None and each.name not in there}
    return replace(one, attributes=in_order({**dict(one.attributes), **missing})) if missing else one


def fixed_names(attributes: Iterable[Attribute]) -> frozenset[str]:
    """Those that are the same on all frames of a track."""
    return frozenset(each.name for each in attributes if not each.changes)


def united(mine: Sequence[Attribute], others: Sequence[Attribute]) -> tuple[Attribute, ...]:
    """The attributes of two categories that become one: where both have one of a name, its values are those of both.

    Of different types mine stays, and `clashes` names it.
    """
    by_name = {each.name: each for each in others}
    kept = [_both(each, by_name.pop(each.name)) if each.name in by_name else each for each in mine]
    return (*kept, *by_name.values())


def clashes(mine: Sequence[Attribute], others: Sequence[Attribute]) -> list[str]:
    """What `united` cannot keep of the others, in words."""
    there = {each.name: each for each in mine}
    return [f"{each.name} is {there[each.name].kind.value} there and {each.kind.value} here"
            for each in others if each.name in there and there[each.name].kind is not each.kind]  # fmt: skip


def _both(one: Attribute, other: Attribute) -> Attribute:
    if one.kind is not other.kind:
        return one
    open_below, open_above = None in (one.least, other.least), None in (one.most, other.most)
    return replace(
        one,
        options=tuple(dict.fromkeys((*one.options, *other.options))),
        least=None if open_below else min(one.least or 0.0, other.least or 0.0),
        most=None if open_above else max(one.most or 0.0, other.most or 0.0),
        changes=one.changes or other.changes,
    )


def recast(one: Instance, category: int, attributes: Sequence[Attribute]) -> tuple[Instance, int]:
    """An instance in a category of these attributes, and how many of its values were lost because they do not fit."""
    by_name = {each.name: each for each in attributes}
    fitted = {name: by_name[name].fitted(value) if name in by_name else value for name, value in one.attributes}
    kept = {name: value for name, value in fitted.items() if value is not None}
    return replace(one, category=category, attributes=in_order(kept)), len(fitted) - len(kept)


def renamed(one: Instance, names: dict[str, str]) -> Instance:
    """With attributes by their new names."""
    if not any(name in names for name, _ in one.attributes):
        return one
    return replace(one, attributes=in_order({names.get(name, name): value for name, value in one.attributes}))
