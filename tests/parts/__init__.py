"""The real parts that tests run against: a PostgreSQL and a Chromium."""
