"""Meetings that come again: webinars, journal clubs, committees. Each is a session of its own, with its own room."""
