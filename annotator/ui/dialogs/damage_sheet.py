"""Instances that cannot be read, and what can be done about them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from annotator.core.dataset import Finding, Report
from annotator.storage import Damaged, Mended
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.pieces import label

_NOTE = (
    "Everything else can be used and exported. Mending brings back what the undo history still has and takes the rest "
    "out of the project, to be drawn anew. The project is copied to its backups first."
)


def counted(damaged: Sequence[Damaged]) -> str:
    """How many, in words."""
    return "1 instance" if len(damaged) == 1 else f"{len(damaged):,} instances"


class DamageSheet(Sheet):
    """Lists every damaged instance; `mend` is called with the sheet, and None where nothing may be changed."""

    def __init__(
        self, project: Path, damaged: Sequence[Damaged], mend: Callable[["DamageSheet"], object] | None
    ) -> None:
        super().__init__("Damaged instances", "Mend the project")
        self.fields_layout.addWidget(label(_NOTE, "muted", wrap=True))
        lost = [Finding("skipped", one.path, f"instance {one.id} cannot be read") for one in damaged]
        self.show_report("warning", f"{counted(damaged)} in {project.name} cannot be read.", Report(findings=lost))
        self.done = False
        if mend is None:
            self.act.hide()
        else:
            self.act.clicked.connect(lambda: mend(self))

    def succeeded(self, mended: Mended) -> None:
        """The project is whole again."""
        findings = [
            *(Finding("repaired", one.path, f"instance {one.id} was brought back") for one in mended.restored),
            *(Finding("skipped", one.path, f"instance {one.id} is gone: draw it anew") for one in mended.removed),
        ]
        restored, removed = len(mended.restored), len(mended.removed)
        self.fields.hide()
        self.act.hide()
        self.show_report(
            "warning" if removed else "good", f"{restored:,} brought back, {removed:,} gone.", Report(findings=findings)
        )
