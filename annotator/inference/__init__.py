"""Models that find instances. The window and the command line use `lane`, `catalogue` and `detections`, which are free
of torch; everything else runs in the worker process that `lane` keeps."""

from annotator.inference import lightly

lightly.install()
