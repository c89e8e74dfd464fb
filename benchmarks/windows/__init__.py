"""The windows engine beside its peers: the same work, one run, judged against brute force.

work       element sets, stations, span
found      what a tool found, in one form
engine     Dishboard's own search      peers   the other libraries'
isolation  each tool in a process of its own, its processor time taken there
truth      every window by brute force
score      what was missed, what is false, how far edges are off
contest    the tools on two pieces of work
growth     the engine alone on more and more
report     the tables, for a terminal and for docs/reference/benchmarks.md
"""
