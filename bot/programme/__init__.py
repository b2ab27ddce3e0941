"""The programme: cohorts, their cadence, and how they run."""
