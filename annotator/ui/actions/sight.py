"""What is seen and what may be changed: hiding, locking, what lies above what."""

from annotator.ui.actions.spec import Spec, framed, populated, selected, some_selected
from annotator.ui.commands import hiding, marking

GROUP = "Hide, lock, order"

SIGHT: tuple[Spec, ...] = (
    Spec(name="hide", text="Hide the selection", group=GROUP, keys=("Shift+X",), icon="mdi6.eye-off-outline",
         run=lambda desk: hiding.hide(desk.document), enabled=some_selected,
         tip="For now, on the screen only: nothing is lost, and exports have it"),
    Spec(name="isolate", text="Show the selection alone, or all again", group=GROUP, keys=("Shift+S",),
         icon="mdi6.image-filter-center-focus", run=lambda desk: hiding.isolate(desk.document), enabled=populated),
    Spec(name="show_hidden", text="Show all that is hidden", group=GROUP, keys=("Shift+A",),
         icon="mdi6.eye-outline", run=lambda desk: hiding.show_all(desk.document), enabled=framed),
    Spec(name="lock", text="Lock or unlock the selection", group=GROUP, keys=("Ctrl+L",), icon="mdi6.lock-outline",
         run=lambda desk: marking.toggle_lock(desk.document), enabled=selected,
         tip="No tool and no command changes what is locked"),
    Spec(name="forward", text="Bring the selection forward", group=GROUP, keys=("Ctrl+]",),
         icon="mdi6.arrange-bring-forward", run=lambda desk: marking.forward(desk.document), enabled=selected,
         tip="By itself a small one lies above a large one"),
    Spec(name="backward", text="Send the selection backward", group=GROUP, keys=("Ctrl+[",),
         icon="mdi6.arrange-send-backward", run=lambda desk: marking.backward(desk.document), enabled=selected),
    Spec(name="by_size", text="Order the selection by size again", group=GROUP, icon="mdi6.sort-variant",
         run=lambda desk: marking.by_size(desk.document), enabled=selected, tip="Small above large"),
    Spec(name="crowd", text="Mark the selection as a crowd or not", group=GROUP, keys=("Ctrl+Shift+C",),
         icon="mdi6.account-group-outline", run=lambda desk: marking.toggle_crowd(desk.document), enabled=selected,
         tip="A region of objects that are not told apart: iscrowd in COCO"),
)  # fmt: skip
