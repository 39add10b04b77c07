"""Examples are made up by the hundred; how long one takes is the machine's business."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
