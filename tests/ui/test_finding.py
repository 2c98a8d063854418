"""The list of instances finds what is said of them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.ui.commands import grouping, judging, marking


@pytest.fixture
def find(opened):
    """Types into the field; the numbers of what is listed then."""
    document = opened.document
    document.select([1])
    marking.set_attribute(document, "stain", "Strong")
    marking.set_note(document, "touches the border")
    document.select([2, 3])
    grouping.group(document)
    judging.relabel(document, [2], 2)

    def type_in(text: str) -> list[int]:
        opened.instances.search.clear()
        QTest.keyClicks(opened.instances.search, text)
        return list(opened.instances.model.ids)

    return type_in


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("border", [1]),
        ("stain strong", [1]),
        ("debris", [2]),
        ("group 1", [2, 3]),
        ("group proposed", [3]),
        ("nothing like this", []),
        ("", [1, 2, 3, 4]),
    ],
)
def test_all_words_must_be_said(find, text, ids):
    assert find(text) == ids


def test_enter_selects_what_is_found_and_escape_lists_all_again(opened, find):
    find("group")
    assert opened.instances._count.text() == "2 of 4"
    QTest.keyClick(opened.instances.search, Qt.Key.Key_Return)
    assert opened.document.selection == {2, 3}
    QTest.keyClick(opened.instances.search, Qt.Key.Key_Escape)
    assert len(opened.instances.model.ids) == 4
    assert opened.document.selection == {2, 3}
    assert opened.instances.search.text() == ""


def test_what_comes_to_be_said_is_found_at_once(opened, find):
    assert find("doubtful") == []
    assert opened.instances._list_or_nothing.sentence.text() == "No instance matches “doubtful”."
    opened.document.select([4])
    marking.set_note(opened.document, "doubtful")
    assert opened.instances.model.ids == [4]
