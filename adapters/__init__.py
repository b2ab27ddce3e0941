"""Everything that does I/O: chat platforms, the IT desk, the database, the web server and the command line."""
