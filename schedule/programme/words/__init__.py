"""Talks and speakers in the planning pages: who gives what, in which order, for how long."""
