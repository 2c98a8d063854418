"""Instances out of sight for now: kept in no file, and whole in every export."""

from annotator.core.operations import counted
from annotator.ui.state.document import Document

BACK = "show all brings them back."


def hide(document: Document) -> None:
    """The selection out of sight."""
    chosen = document.selection
    document.set_hidden(document.showing.hidden | chosen)
    document.said.emit("info", f"Hid {counted(len(chosen))}; {BACK}")


def show_all(document: Document) -> None:
    """Everything of the frame in sight again."""
    here = document.showing.hidden & document.instances.keys()
    document.set_hidden(document.showing.hidden - here)
    document.said.emit("info", f"{counted(len(here)).capitalize()} shown again." if here else "Nothing is hidden here.")


def isolate(document: Document) -> None:
    """The selection alone; once more, and all are back."""
    others = document.visible.keys() - document.selection
    if others:
        document.set_hidden(document.showing.hidden | others)
        document.said.emit("info", f"Hid {counted(len(others))} beside the selection; {BACK}")
    else:
        show_all(document)


def toggle(document: Document, id: int) -> None:
    """This one out of sight, or back."""
    document.set_hidden(document.showing.hidden ^ {id})
