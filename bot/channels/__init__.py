"""Channels: where messages come from and go to. A channel knows no word of the domain."""
