"""Phase 4, the interviews: who was asked what, what they said, and when nothing new was heard."""
