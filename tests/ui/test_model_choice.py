"""Which model the next run uses: the one that a person chose, or else the one that found what is on the frame."""

from dataclasses import replace

import pytest

from annotator.core.annotations import added
from annotator.core.frames import FrameKey
from annotator.storage import Project
from annotator.ui.models.model_choice import ModelChoice
from annotator.ui.state.document import Document
from tests.conftest import proposal

USUAL = "starter-people"


@pytest.fixture
def models(document: Document) -> ModelChoice:
    """Over a project whose second frame has proposals of another model, and whose third has nothing."""
    found = proposal(50, 0.9)
    assert found.origin
    nucleus = replace(found, origin=replace(found.origin, model="starter-nuclei"))
    document.apply(added("Pre-label", FrameKey(2), nucleus))
    return ModelChoice(document, USUAL)


def test_the_model_that_found_what_is_on_a_frame_is_proposed_again(models, document):
    assert models.name == USUAL
    told = []
    models.changed.connect(lambda name, device: told.append(name))
    document.next_frame()
    assert models.name == "starter-nuclei"
    document.next_frame()
    assert told == ["starter-nuclei"]


def test_a_model_that_a_person_chose_stays_also_after_a_restart(models, document, project_file):
    document.next_frame()
    models.choose("maskrcnn_resnet50_fpn")
    document.previous_frame()
    document.next_frame()
    assert models.name == "maskrcnn_resnet50_fpn"
    document.close()
    again = ModelChoice(document, USUAL)
    document.open(Project.open(project_file))
    document.show(FrameKey(2))
    assert again.name == "maskrcnn_resnet50_fpn"


def test_what_was_found_by_a_model_that_is_not_here_changes_nothing(models, document):
    document.show(FrameKey(1))  # its proposals are of a model named "test"
    assert models.name == USUAL
