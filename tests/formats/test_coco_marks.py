"""Attributes, notes and groups through COCO files: in, changed, out, and compared."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.attributes import Attribute, BadValue, Kind, in_order
from annotator.core.categories import Category
from annotator.core.dataset import Dataset, LabelledFrame
from annotator.formats import coco
from annotator.formats.coco_marks import proof_of, read_definitions, unlike
from annotator.formats.coco_text import fields_of
from tests.conftest import frame, instance
from tests.formats.files import annotation, document, imported, said, saved, written

CELL = Category(id=3, name="cell", colour="#e69f00")


def through(path, *instances, category=CELL) -> Dataset:
    """A data set written and read again."""
    written(path, Dataset(categories=[category], frames=[LabelledFrame(frame(), list(instances))]))
    dataset, report = coco.read(path / "out.json")
    frames = list(dataset.frames)
    assert said(report) == []
    return replace(dataset, frames=frames)


def only(dataset: Dataset):
    return dataset.frames[0].instances[0]


VALUES = st.one_of(
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"])),
)
NAMES = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(NAMES, VALUES, max_size=6), NAMES, st.integers(0, 2**40))
def test_what_is_said_of_an_instance_comes_back(tmp_path_factory, values, note, group):
    one = instance(category=3, attributes=in_order(values), note=note, group=group)
    back = only(through(tmp_path_factory.mktemp("x"), one))
    assert repr(back.attributes) == repr(one.attributes)
    assert (back.note, back.group) == (note, group)


@given(st.dictionaries(NAMES, VALUES, max_size=4), NAMES, st.integers(0, 9), st.booleans())
def test_the_proof_sees_every_other_value(values, note, group, crowd):
    one = instance(category=3, attributes=in_order(values), note=note, group=group, crowd=crowd)
    right = json.loads(proof_of(one))
    assert unlike(right, proof_of(one)) == []
    for name in right:
        assert unlike(right | {name: ["else"]}, proof_of(one)) == [name]


@st.composite
def definitions(draw) -> Attribute:
    kind = draw(st.sampled_from(Kind))
    numbers = st.one_of(st.none(), st.floats(-1e6, 1e6))
    least, most = (draw(numbers), draw(numbers)) if kind is Kind.NUMBER else (None, None)
    if least is not None and most is not None:
        least, most = sorted((least, most))
    options = draw(st.lists(st.text("abc é", min_size=1).filter(str.strip), min_size=1, max_size=4, unique=True))
    one = Attribute(name=draw(st.text("abcd", min_size=1)), kind=kind, least=least, most=most,
                    options=tuple(options) if kind is Kind.CHOICE else (), changes=draw(st.booleans()))  # fmt: skip
    default = {Kind.TEXT: "x", Kind.NUMBER: least, Kind.CHOICE: options[0], Kind.YES_NO: False}[kind]
    return replace(one, default=default) if draw(st.booleans()) else one


@given(st.lists(definitions(), max_size=4, unique_by=lambda one: one.name))
def test_definitions_come_back(tmp_path_factory, attributes):
    category = replace(CELL, attributes=tuple(attributes))
    back = through(tmp_path_factory.mktemp("x"), instance(category=3), category=category)
    assert back.categories[0].attributes == category.attributes


def test_cvats_definitions_are_understood():
    record = b"""{"attributes": [
        {"name": "stain", "input_type": "radio", "mutable": true, "default_value": "weak",
         "values": ["weak", "strong"]},
        {"name": "size", "input_type": "number", "mutable": false, "default_value": "2", "values": ["1", "5", "1"]},
        {"name": "dead", "input_type": "checkbox", "mutable": false, "default_value": "false", "values": ["false"]},
        {"name": "", "input_type": "text"}, 7, {"name": "open", "input_type": "number", "default_value": ""}]}"""
    assert read_definitions(fields_of(record)) == (
        Attribute(name="stain", kind=Kind.CHOICE, options=("weak", "strong"), default="weak", changes=True),
        Attribute(name="size", kind=Kind.NUMBER, least=1, most=5, default=2),
        Attribute(name="dead", kind=Kind.YES_NO, default=False),
        Attribute(name="open", kind=Kind.NUMBER),
    )


THEIRS = {"b": 5.0, "a": True, "tags": ["x"], "none": None, "huge": 10**30}


def out(tmp_path, content, change=lambda one: one) -> dict:
    """The first annotation of a file that was read, changed and written."""
    dataset, _ = coco.read(saved(tmp_path / "in.json", content))
    frames = [LabelledFrame(each.frame, [change(one) for one in each.instances]) for each in dataset.frames]
    record, report = written(tmp_path, replace(dataset, frames=frames))
    assert said(report) == []
    return record["annotations"][0]


def test_untouched_ones_go_out_as_they_came_in(tmp_path):
    fields = {"attributes": THEIRS, "group_id": 2, "note": "n"}
    assert {name: out(tmp_path, document(annotation(**fields)))[name] for name in fields} == fields
    odd = {"attributes": {}, "group_id": None, "note": 7}
    assert {name: out(tmp_path, document(annotation(**odd)))[name] for name in odd} == odd


def test_what_is_not_understood_stays_beside_what_a_person_changed(tmp_path):
    [one], _ = imported(tmp_path, document(annotation(attributes=THEIRS)))
    assert one.attributes == (("a", True), ("b", 5.0))
    fields = document(annotation(attributes=THEIRS, group_id=2))
    changed = out(tmp_path, fields, lambda one: replace(one, attributes=(("c", "new"),), group=0, note="seen"))
    assert changed["attributes"] == {"c": "new", "tags": ["x"], "none": None, "huge": 10**30}
    assert "group_id" not in changed
    assert changed["note"] == "seen"


def test_unknown_fields_of_definitions_stay_until_a_person_changes_them(tmp_path):
    theirs = [{"name": "stain", "input_type": "text", "id": 12, "mutable": False}]
    dataset, _ = coco.read(
        saved(tmp_path / "in.json", document(categories=[{"id": 3, "name": "cell", "attributes": theirs}]))
    )
    again, _ = written(tmp_path, replace(dataset, frames=[]))
    assert again["categories"][0]["attributes"] == theirs
    mine = replace(dataset.categories[0], attributes=(Attribute(name="size", kind=Kind.NUMBER, most=3),))
    again, _ = written(tmp_path, replace(dataset, frames=[], categories=[mine]))
    assert again["categories"][0]["attributes"] == [
        {"name": "size", "input_type": "number", "mutable": False, "maximum": 3}
    ]


@pytest.mark.parametrize("value", [5, "x", [1], {"name": 7}, None, [{"name": "a", "input_type": "select"}]])
def test_definitions_that_make_no_sense_are_kept_and_not_taken(tmp_path, value):
    content = document(categories=[{"id": 3, "name": "cell", "attributes": value}])
    dataset, _ = coco.read(saved(tmp_path / "in.json", content))
    assert dataset.categories[0].attributes == ()
    again, _ = written(tmp_path, replace(dataset, frames=[]))
    assert again["categories"][0]["attributes"] == value


def test_a_definition_cannot_be_made_that_would_not_come_back():
    with pytest.raises(BadValue):
        Attribute(name="a", kind=Kind.CHOICE, options=())
