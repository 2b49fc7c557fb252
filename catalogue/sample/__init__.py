"""A neighbourhood of our own, invented: Qingliuwan (青柳湾), around Saturday 2026-11-28."""
