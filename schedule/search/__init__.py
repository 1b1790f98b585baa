"""Search over sessions, speakers and abstracts: one function, one order, on SQLite (FTS5) and PostgreSQL (GIN)."""
