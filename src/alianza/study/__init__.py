"""The study as frozen records: what a protocol declares, what a run computes. This room imports no other."""
