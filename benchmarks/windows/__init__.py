"""The windows engine beside its peers, on the same work, in one run.

work    element sets, stations, span
tools   the engine and whoever is installed beside it
truth   every window by brute force, and how an answer differs from it
report  what is measured, and the tables
"""
