"""Timings at national size, as ratios of ways measured side by side in one run.

Nothing here is part of the product or of its tests: `make bench` builds a database of 100,000
nominals once and keeps it. The results are in bench/results.
"""
