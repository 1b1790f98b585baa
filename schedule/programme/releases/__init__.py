"""Releases: what the public sees, how it differs from the work in progress, and who is told of it."""
