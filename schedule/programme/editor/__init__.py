"""The work in progress: items with versions, edits that can be taken back, and the grid in which they are moved."""
