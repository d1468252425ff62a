"""What `make eval` and `make bench` run: the scorer, the evaluation sets, the floors, the stopwatch."""
