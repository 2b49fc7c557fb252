"""Faults on purpose: processes killed and paused, databases restarted, clocks set wrong, a rush on one product."""
