"""Stand-ins for services outside that behave as the real ones do, faults included."""
