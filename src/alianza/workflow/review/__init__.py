"""The literature review as people do it: import, deduplicate, judge, appraise, extract, and see where it stands."""
