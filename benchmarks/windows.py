"""The windows engine beside other libraries: processor time, and what each of them finds."""

from __future__ import annotations

import time

from benchmarks import engine
from benchmarks.workload import REAL_SETS, made_catalogue, read_catalogue


def main() -> None:
    catalogue = read_catalogue(REAL_SETS) if REAL_SETS.exists() else made_catalogue()
    print(catalogue.origin, catalogue.start_at)
    for satellites, stations in ((20, 12), (500, 20)):
        work = catalogue.work(satellites, stations)
        for prepare in (engine.plain, engine.compiled):
            search = prepare(work)
            search()
            began = time.process_time()
            found = engine.columns(search(), work)
            print(work, prepare.__name__, len(found), time.process_time() - began)


if __name__ == "__main__":
    main()
