"""Months of a county in minutes: the real API and worker, people with habits, a virtual clock."""
