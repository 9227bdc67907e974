"""Measures real processes; each figure is a ratio in one run, so that machines may differ."""
