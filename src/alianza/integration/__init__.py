"""What the strands say together, and what they say about published claims and declared hypotheses."""
