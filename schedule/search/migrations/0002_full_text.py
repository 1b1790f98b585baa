from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE search_fts USING fts5(
        title, people, texts, content='search_entry', content_rowid='id', prefix='2 3', tokenize='unicode61'
    )""",
    """CREATE TRIGGER search_entry_made AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_fts(rowid, title, people, texts) VALUES (new.id, new.title, new.people, new.texts);
    END""",
    """CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_fts(search_fts, rowid, title, people, texts)
        VALUES ('delete', old.id, old.title, old.people, old.texts);
    END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN
        INSERT INTO search_fts(search_fts, rowid, title, people, texts)
        VALUES ('delete', old.id, old.title, old.people, old.texts);
        INSERT INTO search_fts(rowid, title, people, texts) VALUES (new.id, new.title, new.people, new.texts);
    END""",
]
SQLITE_BACK = [
    "DROP TRIGGER search_entry_made",
    "DROP TRIGGER search_entry_gone",
    "DROP TRIGGER search_entry_changed",
    "DROP TABLE search_fts",
]
POSTGRES = [
    """ALTER TABLE search_entry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', people), 'B')
        || setweight(to_tsvector('simple', texts), 'C')
    ) STORED""",
    "CREATE INDEX search_entry_vector ON search_entry USING gin (vector)",
]
POSTGRES_BACK = ["DROP INDEX search_entry_vector", "ALTER TABLE search_entry DROP COLUMN vector"]


def _run(schema_editor, sqlite, postgres):
    for statement in postgres if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRES)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
