"""One thread for torch: networks this small gain nothing from more, and other processes may need the cores."""

import pytest
import torch


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    torch.set_num_threads(1)
