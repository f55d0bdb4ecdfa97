"""SQLite: its connection, migrations, bulk inserts and runs."""
