"""Programmes in and out: files become documents, documents become plans, plans become sittings."""
