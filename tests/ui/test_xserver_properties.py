"""On a real X server: attributes are said of one instance after the other by keys alone, and are stored at once."""

from dataclasses import replace

from annotator.core.attributes import Attribute, Kind
from annotator.storage import Project
from tests.ui.person import NEEDS_X_SERVER, eventually, instances

pytestmark = NEEDS_X_SERVER


def test_attributes_are_given_by_keys_alone(person, project_file):
    with Project.open(project_file) as project:
        size, dead = Attribute(name="size", kind=Kind.NUMBER), Attribute(name="dead", kind=Kind.YES_NO)
        project.put_category(replace(project.categories()[1], attributes=(size, dead)))
    someone = person(project_file)
    someone.sees("cells - Annotator")

    def said(id: int) -> dict:
        return next((dict(one.attributes) for one in instances(project_file) if one.id == id), {})

    someone.key("Tab", "0")
    someone.type("3.5")
    someone.key("Tab", "space")
    eventually(lambda: said(1) == {"size": 3.5, "dead": True})
    someone.key("Next", "Delete", "space", "space")  # the next instance: Delete takes no instance away
    eventually(lambda: said(2) == {"dead": False})
    someone.key("Escape", "ctrl+z", "ctrl+z", "ctrl+z")
    eventually(lambda: said(2) == {} and said(1) == {"size": 3.5})
    assert someone.leave() == 0
