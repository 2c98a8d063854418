"""Playing a video: frames are decoded and drawn ahead beside the GUI thread and shown at their times."""
