"""The name of an edit as it is said after the deed: Join 2 instances, in the history, is Joined 2 instances."""

_PAST = {
    "Add": "Added", "Bring": "Brought", "Change": "Changed", "Clear": "Cleared", "Delete": "Deleted",
    "Fill": "Filled", "Group": "Grouped", "Intersect": "Intersected", "Join": "Joined", "Keep": "Kept",
    "Link": "Linked", "Lock": "Locked", "Mark": "Marked", "Mend": "Mended", "Merge": "Merged", "Move": "Moved",
    "Order": "Ordered", "Recolour": "Recoloured", "Remove": "Removed", "Rename": "Renamed", "Renew": "Renewed",
    "Send": "Sent", "Set": "Set", "Simplify": "Simplified", "Smooth": "Smoothed", "Split": "Split",
    "Subtract": "Subtracted", "Take": "Took", "Trim": "Trimmed", "Ungroup": "Ungrouped", "Unlock": "Unlocked",
}  # fmt: skip


def done(name: str) -> str:
    """In the past tense; what begins with no verb, as New track does, is said as it is."""
    verb, space, rest = name.partition(" ")
    return f"{_PAST.get(verb, verb)}{space}{rest}"
