"""What is promised whatever happens: to a thief, to a killed process, to two at once, in any order of events."""
