"""The study folder on disk: what is read from it, how its outputs are put in place, and its protocol's freeze."""
