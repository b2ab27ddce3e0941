"""The database: its tables, one module for each store, the outbox queue, and transactions."""
