"""What the server that forks has ready before the first process: the modules, and jieba's dictionary read."""

from __future__ import annotations

from intents.segmentation import dictionary
from tests.chaos import serving

__all__ = ["serving"]

dictionary()
