"""The tables of the sandbox's own database."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS person (
    id INTEGER PRIMARY KEY,
    first_name TEXT NOT NULL,
    last_name TEXT,
    language_code TEXT NOT NULL,
    started INTEGER NOT NULL DEFAULT 0,
    blocked INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 0,
    keyboard TEXT,
    toast TEXT
);
CREATE TABLE IF NOT EXISTS message (
    chat_id INTEGER NOT NULL REFERENCES person (id),
    message_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    from_bot INTEGER NOT NULL,
    silent INTEGER NOT NULL,
    fixed INTEGER NOT NULL,
    edited INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL,
    PRIMARY KEY (chat_id, message_id)
);
CREATE TABLE IF NOT EXISTS waiting (
    update_id INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL,
    expires REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS query (
    id TEXT PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id),
    expires REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS file (
    file_id TEXT PRIMARY KEY,
    unique_id TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    mime_type TEXT NOT NULL,
    -- What a message with this file holds; it comes again when the file is sent by its id.
    content TEXT NOT NULL,
    data BLOB NOT NULL
);
"""
