"""Models that learn from what was corrected."""

import annotator.inference  # noqa: F401 -- before anything imports torchvision
