"""Which model the next run uses: the one that a person chose, or else the one that found what is on the frame."""

from dataclasses import replace

import pytest

from annotator.core.annotations import added
from annotator.core.frames import FrameKey
from annotator.storage import Project
from annotator.ui.document import Document
from annotator.ui.lanes import Lane
from annotator.ui.prelabel import Prelabel
from tests.conftest import proposal

USUAL = "starter-people"


@pytest.fixture
def prelabel(document: Document) -> Prelabel:
    """Over a project whose second frame has proposals of another model, and whose third has nothing."""
    found = proposal(50, 0.9)
    assert found.origin
    nucleus = replace(found, origin=replace(found.origin, model="starter-nuclei"))
    document.apply(added("Pre-label", FrameKey(2), nucleus))
    return Prelabel(document, Lane(1, document), USUAL)


def test_the_model_that_found_what_is_on_a_frame_is_proposed_again(prelabel, document):
    assert prelabel.model == USUAL
    told = []
    prelabel.model_changed.connect(lambda name, device: told.append(name))
    document.next_frame()
    assert prelabel.model == "starter-nuclei"
    document.next_frame()
    assert told == ["starter-nuclei"]


def test_a_model_that_a_person_chose_stays_also_after_a_restart(prelabel, document, project_file):
    document.next_frame()
    prelabel.set_model("maskrcnn_resnet50_fpn")
    document.previous_frame()
    document.next_frame()
    assert prelabel.model == "maskrcnn_resnet50_fpn"
    document.close()
    again = Prelabel(document, Lane(1, document), USUAL)
    document.open(Project.open(project_file))
    document.show(FrameKey(2))
    assert again.model == "maskrcnn_resnet50_fpn"


def test_what_was_found_by_a_model_that_is_not_here_changes_nothing(prelabel, document):
    document.show(FrameKey(1))  # its proposals are of a model named "test"
    assert prelabel.model == USUAL
