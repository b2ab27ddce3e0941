"""Upmentor's core: what the programme is and does, on no platform and with no I/O."""
