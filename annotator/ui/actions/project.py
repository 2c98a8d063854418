"""Projects, files and the program itself."""

from annotator.ui.actions.spec import Spec, opened

GROUP = "Project"

PROJECT: tuple[Spec, ...] = (
    Spec(name="open_folder", text="Open a folder of pictures", group=GROUP, keys=("Ctrl+O",),
         icon="mdi6.folder-open-outline", run=lambda desk: desk.flows.ask_folder()),
    Spec(name="open_video", text="Open a video", group=GROUP, keys=("Ctrl+Alt+O",), icon="mdi6.filmstrip",
         run=lambda desk: desk.flows.ask_video()),
    Spec(name="open_project", text="Open a project", group=GROUP, keys=("Ctrl+Shift+O",),
         icon="mdi6.file-outline", run=lambda desk: desk.flows.ask_project()),
    Spec(name="import_coco", text="Import annotations", group=GROUP, keys=("Ctrl+I",), icon="mdi6.import",
         run=lambda desk: desk.flows.ask_coco(), tip="COCO, YouTube-VIS or MOTS"),
    Spec(name="open_sample", text="Try the sample", group=GROUP, icon="mdi6.star-four-points-outline",
         run=lambda desk: desk.flows.open_sample()),
    Spec(name="export", text="Export", group=GROUP, keys=("Ctrl+E",), icon="mdi6.export",
         run=lambda desk: desk.flows.exchanging.show_export(desk.player.range), enabled=opened,
         tip="COCO, YouTube-VIS, MOTS, or a drawn video"),
    Spec(name="close_project", text="Close the project", group=GROUP, keys=("Ctrl+W",), icon="mdi6.close",
         run=lambda desk: desk.document.let_go(), enabled=opened),
    Spec(name="palette", text="Search all commands", group=GROUP, keys=("Ctrl+K",), icon="mdi6.magnify",
         run=lambda desk: desk.show_palette()),
    Spec(name="cheat_sheet", text="Show all keys", group=GROUP, keys=("?", "F1"),
         icon="mdi6.keyboard-outline", run=lambda desk: desk.show_cheat_sheet()),
    Spec(name="settings", text="Settings", group=GROUP, keys=("Ctrl+,",), icon="mdi6.cog-outline",
         run=lambda desk: desk.show_settings(), tip="Light or dark, and which key does what"),
    Spec(name="show_log", text="Show the log file", group=GROUP, icon="mdi6.text-box-outline",
         run=lambda desk: desk.show_log()),
    Spec(name="quit", text="Quit", group=GROUP, keys=("Ctrl+Q",), icon="mdi6.exit-to-app",
         run=lambda desk: desk.window.close()),
)  # fmt: skip
