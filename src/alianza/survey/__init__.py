"""Phase 3: the survey of firms, from the frame and the file of answers to variables, weights and a design."""
