"""A frame of many instances is read beside the GUI thread; until it is there all stays as it was."""

from threading import Event

import pytest

from annotator.core.annotations import added
from annotator.storage import Project
from annotator.ui.state.document import Document
from annotator.ui.state.frame_reader import AT_ONCE
from tests.conftest import instance, square
from tests.ui.canvases import project_of

PICTURES = ("a.png", "b.png", "c.png")


@pytest.fixture
def project(tmp_path):
    made = project_of(tmp_path, instance(1, square(10, 10, 20)), pictures=PICTURES)
    crowd = [instance(made.new_id(), square(n % 300, n // 300, 5)) for n in range(AT_ONCE + 1)]
    made.commit(added("Draw", made.frame_at(1), *crowd))
    return made


@pytest.fixture
def document(qapp, project: Project):
    made = Document()
    made.open(project)
    yield made
    made.close()


def here(document: Document) -> str:
    return document.frame.path


def test_the_frame_before_stays_whole_until_the_crowded_one_is_read(qtbot, document):
    with qtbot.waitSignal(document.frame_changed):
        document.next_frame()
        assert (here(document), len(document.instances)) == ("a.png", 1)
    assert (here(document), len(document.visible)) == ("b.png", AT_ONCE + 1)


def test_what_is_made_ready_ahead_gives_way_to_what_is_asked_for(qtbot, document):
    """Also where the time to make ready comes while a crowded frame is read, for however long."""
    reading = document._reader._lane
    go = Event()
    reading.start("", lambda job: go.wait(10), lambda _: None, lambda _: None)
    document.next_frame()
    qtbot.wait(300)  # longer than a person rests on a frame before the next one is made ready
    go.set()
    qtbot.waitUntil(lambda: here(document) == "b.png")
    assert document.heading is None


def rest(qtbot, document):
    """As long as a person who looks at the frame, until the next one is read."""
    with qtbot.waitSignal(document.frame_ahead):
        pass


def test_while_a_person_looks_at_a_frame_the_next_one_is_read(qtbot, document):
    rest(qtbot, document)
    document.next_frame()
    assert (here(document), len(document.visible)) == ("b.png", AT_ONCE + 1)


def test_who_goes_backwards_has_the_frame_before_ready(qtbot, tmp_path, qapp):
    project = project_of(tmp_path, *(instance(n + 1, square(n % 300, n // 300, 5)) for n in range(AT_ONCE + 1)),
                         pictures=PICTURES)  # fmt: skip
    document = Document()
    document.open(project)
    document.show(project.frame_at(2))
    document.previous_frame()
    rest(qtbot, document)
    document.previous_frame()
    assert (here(document), len(document.visible)) == ("a.png", AT_ONCE + 1)
    document.close()


def test_who_turns_round_has_the_frame_ready_that_he_left(qtbot, tmp_path, qapp):
    project = project_of(tmp_path, *(instance(n + 1, square(n % 300, n // 300, 5)) for n in range(AT_ONCE + 1)),
                         pictures=PICTURES)  # fmt: skip
    document = Document()
    document.open(project)
    qtbot.waitUntil(lambda: len(document.visible) == AT_ONCE + 1)
    document.next_frame()
    ready = []
    document.frame_ahead.connect(lambda frame, visible: ready.append(frame.path))
    qtbot.waitUntil(lambda: ready == ["c.png", "a.png"])
    document.previous_frame()
    assert (here(document), len(document.visible)) == ("a.png", AT_ONCE + 1)
    document.close()


@pytest.mark.parametrize("where", ["the frame that is ready", "another frame"])
def test_what_was_read_ahead_counts_only_while_it_is_so(qtbot, document, project, where):
    rest(qtbot, document)
    [first, crowded] = [project.frame_at(n) for n in range(2)]
    changed = crowded if where == "the frame that is ready" else first
    document.apply(added("Draw", changed, instance(9000, square(0, 0, 9))))
    with qtbot.waitSignal(document.frame_changed):
        document.next_frame()
    assert (9000 in document.instances) == (changed == crowded)


def test_two_steps_go_two_frames_on_also_past_a_frame_that_is_being_read(document):
    document.next_frame()
    document.next_frame()
    assert here(document) == "c.png"


def test_who_turns_round_stays_where_he_is(qtbot, document):
    document.next_frame()
    document.previous_frame()
    qtbot.wait(50)
    assert (here(document), document.heading) == ("a.png", None)


def test_an_edit_of_the_frame_that_is_being_read_is_on_it_when_it_comes(qtbot, document, project):
    with qtbot.waitSignal(document.frame_changed):
        document.next_frame()
        document.apply(added("Draw", document.heading, instance(9000, square(0, 0, 9))))
    assert 9000 in document.instances


def test_a_project_that_is_closed_while_a_frame_is_read_stays_closed(qtbot, document):
    document.next_frame()
    document.close()
    qtbot.wait(50)
    assert document.frame is None
