"""Figures of the parts that judge by heuristics, on folders of labelled mail. They are no tests."""
