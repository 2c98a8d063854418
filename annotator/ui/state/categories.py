"""The categories of the open project as the window knows them, and which of them new instances get."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from annotator.core.annotations import Edit
from annotator.core.attributes import Attribute, fixed_names
from annotator.core.categories import Category
from annotator.core.errors import AnnotatorError
from annotator.storage import Project
from annotator.ui.state.deeds import done

WAY_BACK = "<undo_category> undoes it."
NO_CATEGORY = -1  # while a project has none; COCO files may have a category 0


class Categories(QObject):
    """Held by the document. Signals state past facts."""

    changed = Signal()
    current_changed = Signal(int)
    said = Signal(str, str)  # Level, sentence

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current = NO_CATEGORY
        """What new instances get."""
        self.attributes: dict[int, tuple[Attribute, ...]] = {}
        """Of every category, by its id."""
        self._project: Project | None = None

    def take(self, project: Project | None) -> None:
        """Be those of this project from now on; nobody is told before `read`."""
        self._project = project
        self.current = next(iter(project.categories()), NO_CATEGORY) if project else NO_CATEGORY

    def read(self) -> None:
        """See what the project says of them now, and tell everyone."""
        known = self._project.categories() if self._project else {}
        self.attributes = {one.id: one.attributes for one in known.values()}
        self.changed.emit()

    def fixed(self, id: int) -> frozenset[str]:
        """The attributes that are the same on all frames of a track of this category."""
        return fixed_names(self.attributes.get(id, ()))

    def use(self, id: int) -> None:
        """What new instances get from now on."""
        if id != self.current:
            self.current = id
            self.current_changed.emit(id)

    def new(self, name: str) -> int:
        """A new category, which new instances get from now on; its id. Raises ProjectError."""
        assert self._project is not None
        made = self._project.new_category(name)
        self.read()
        self.use(made.id)
        return made.id

    def named(self, name: str) -> int:
        """The category of this name, made if there is none. Raises ProjectError."""
        assert self._project is not None
        known = next((one.id for one in self._project.categories().values() if one.name == name), None)
        if known is not None:
            return known
        made = self._project.new_category(name)
        self.read()
        if self.current == NO_CATEGORY:
            self.use(made.id)
        return made.id

    def given_to(self, edit: Edit) -> Edit:
        """The edit with a category for what was drawn while the project had none; makes the first. ProjectError."""
        without = [one for one in edit.after.values() if one.category == NO_CATEGORY]
        if not without:
            return edit
        category = self.new("object") if self.current == NO_CATEGORY else self.current
        return replace(edit, after={**edit.after, **{one.id: replace(one, category=category) for one in without}})

    def change(self, category: Category, text: str) -> bool:
        """Rename or recolour a category, or give it other attributes; `take_back` undoes it."""
        if self._project is None:
            return False
        try:
            self._project.change_category(category, text)
        except AnnotatorError as error:
            self.said.emit("error", str(error))
            return False
        self.read()
        self.said.emit("info", f"{done(text)}. {WAY_BACK}")
        return True

    def take_back(self) -> bool:
        """Undo the last change of a category that has touched no instance."""
        if self._project is None:
            return False
        try:
            self._project.take_back_category()
        except AnnotatorError as error:
            self.said.emit("error", str(error))
            return False
        self.read()
        return True
