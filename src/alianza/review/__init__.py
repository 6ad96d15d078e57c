"""Phase 1 of a study, the literature review: references in, a synthesis and a flow that counts them out."""
