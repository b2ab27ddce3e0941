"""The schema's history, oldest first. `adapters.sql.schema` runs it."""
