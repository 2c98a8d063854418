"""What has been done is said in the past tense."""

import pytest

from annotator.ui.commands import grouping, marking, shaping
from annotator.ui.state.deeds import done


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Join 2 instances", "Joined 2 instances"),
        ("Take the note off 1 instance", "Took the note off 1 instance"),
        ("New track for 2 instances", "New track for 2 instances"),
        ("Keyframe", "Keyframe"),
    ],
)
def test_an_edit_is_named_after_the_deed(name, said):
    assert done(name) == said


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (marking.toggle_lock, "Locked 2 instances."),
        (marking.toggle_crowd, "Marked as crowd: 2 instances."),
        (marking.forward, "Brought forward 2 instances."),
        (lambda document: grouping.set_group(document, 3), "Grouped 2 instances as 3."),
        (shaping.join, "Joined 2 instances."),
        (lambda document: document.categories.change(document.project.categories()[1], "Change nucleus"),
         "Changed nucleus. <undo_category> undoes it."),
    ],
)  # fmt: skip
def test_what_the_selection_has_gone_through_is_said(document, sayings, act, said):
    document.select([1, 2])
    act(document)
    assert sayings[-1] == ("info", said)
