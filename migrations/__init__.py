"""The schema's history. Imported only where the schema isn't current: Alembic takes 12 MiB."""
