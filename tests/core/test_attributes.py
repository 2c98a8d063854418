"""Attributes: definitions that make sense, values that fit, and two categories' attributes as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.attributes import (
    Attribute,
    BadValue,
    Kind,
    clashes,
    fixed_names,
    of_value,
    recast,
    renamed,
    shown,
    united,
    with_defaults,
    with_value,
)
from annotator.core.categories import Category, by_digit
from tests.conftest import instance

STAIN = Attribute(name="stain", kind=Kind.CHOICE, options=("weak", "strong"), default="weak")
AREA = Attribute(name="area", kind=Kind.NUMBER, least=0, most=10)
DEAD = Attribute(name="dead", kind=Kind.YES_NO, changes=True)
REMARK = Attribute(name="remark")


@pytest.mark.parametrize(
    ("attribute", "text", "value"),
    [
        (STAIN, "weak", "weak"),
        (STAIN, " strong ", "strong"),
        (AREA, "3", 3),
        (AREA, "2.5", 2.5),
        (DEAD, "Yes", True),
        (DEAD, "false", False),
        (REMARK, " as typed ", " as typed "),
    ],
)
def test_what_is_typed_is_read_as_the_attributes_type(attribute, text, value):
    read = attribute.read(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("attribute", "text", "why"),
    [
        (STAIN, "none", "stain has no option 'none': choose weak or strong."),
        (AREA, "many", "area is a number, and this is 'many'."),
        (AREA, "nan", "area is a number, and this is 'nan'."),
        (AREA, "1,5", "area is a number, and this is '1,5'."),
        (AREA, "-1", "area is 0 at the least."),
        (AREA, "11", "area is 10 at the most."),
        (DEAD, "perhaps", "dead is yes or no, and this is 'perhaps'."),
    ],
)
def test_what_does_not_fit_is_said_in_words(attribute, text, why):
    with pytest.raises(BadValue, match=r".") as caught:
        attribute.read(text)
    assert str(caught.value) == why


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": " "}, "An attribute needs a name."),
        ({"kind": Kind.CHOICE}, "a is a choice, so it needs options to choose from."),
        ({"kind": Kind.CHOICE, "options": ("x", "x")}, "a has an option that is empty or stands twice."),
        ({"kind": Kind.NUMBER, "least": 2, "most": 1}, "a has a lowest value above its highest: 2 and 1."),
        ({"kind": Kind.NUMBER, "default": True}, "The default is no value of this attribute: a is a number, "
                                                 "and this is 'yes'."),
    ],
)  # fmt: skip
def test_a_definition_that_makes_no_sense_is_refused(fields, why):
    with pytest.raises(BadValue) as caught:
        Attribute(**({"name": "a"} | fields))
    assert str(caught.value) == why


VALUES = st.one_of(st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False))


@given(VALUES)
def test_a_value_that_is_shown_is_read_back(value):
    read = of_value("a", value).read(shown(value))
    assert read == value
    assert isinstance(read, bool) == isinstance(value, bool)


def test_values_stand_in_the_order_of_their_names():
    values = with_value(with_value((), "b", 1), "a", "x")
    assert values == (("a", "x"), ("b", 1))
    assert with_value(values, "a", None) == (("b", 1),)


def test_defaults_fill_only_what_has_no_value():
    assert with_defaults(instance(), [STAIN, AREA]).attributes == (("stain", "weak"),)
    kept = instance(attributes=(("stain", "strong"),))
    assert with_defaults(kept, [STAIN]) is kept


def test_those_that_do_not_change_are_the_same_on_all_frames():
    assert fixed_names([STAIN, DEAD]) == {"stain"}


def test_two_categories_attributes_become_one_list_with_the_values_of_both():
    other = Attribute(name="stain", kind=Kind.CHOICE, options=("strong", "none"))
    wider = Attribute(name="area", kind=Kind.NUMBER, least=-5, most=5)
    stain, area, dead = united([STAIN, AREA], [other, wider, DEAD])
    assert stain.options == ("weak", "strong", "none")
    assert (area.least, area.most) == (-5, 10)
    assert dead == DEAD
    assert clashes([STAIN, AREA], [other, wider, DEAD]) == []


def test_of_two_types_the_first_stays_and_the_clash_is_said():
    other = Attribute(name="stain", kind=Kind.NUMBER)
    assert united([STAIN], [other]) == (STAIN,)
    assert clashes([STAIN], [other]) == ["stain is choice there and number here"]


def test_values_go_along_as_far_as_they_fit():
    one = instance(attributes=(("area", "7"), ("dead", "perhaps"), ("own", "x")))
    made, lost = recast(one, 2, [AREA, DEAD])
    assert made.category == 2
    assert made.attributes == (("area", 7), ("own", "x"))
    assert lost == 1


def test_values_follow_a_new_name():
    one = instance(attributes=(("area", 7), ("b", 1)))
    assert renamed(one, {"area": "size"}).attributes == (("b", 1), ("size", 7))
    assert renamed(one, {"other": "size"}) is one


def test_digits_are_those_chosen_and_then_the_places():
    made = [Category(id=id, name=str(id), colour="", digit=digit) for id, digit in ((1, 0), (2, 1), (3, 0), (4, 9))]
    assert {digit: one.id for digit, one in by_digit(made).items()} == {1: 2, 2: 1, 3: 3, 9: 4}
