"""Processes of their own that work on a project."""

from multiprocessing import get_context
from multiprocessing.context import ForkServerContext

_PRELOADED = ["tests.storage.test_kill", "tests.storage.test_lock", "tests.storage.test_looking"]


def children() -> ForkServerContext:
    """Where to start them: from a server with everything imported, so that they work within milliseconds."""
    context = get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context
