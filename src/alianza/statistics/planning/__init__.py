"""Power and sample size of a study that is still to be done."""
