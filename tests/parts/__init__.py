"""The real parts that tests run against: a PostgreSQL, a Chromium and a Request Tracker."""
