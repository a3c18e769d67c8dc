"""The same M/M/n+M line in SimPy: prints one JSON line of calls, seconds and shares. Arguments: seed calls rate handling patience servers target."""
import json
import random
import sys
import time

import SimPy
from SimPy.Simulation import Process, Resource, activate, hold, initialize, now, release, request, simulate

seed, calls, rate, handling, patience, servers, target = (float(one) for one in sys.argv[1:])
draw = random.Random(int(seed))
count = {"answered": 0, "within": 0, "abandoned": 0}


class Call(Process):
    def talk(self, desk):
        came = now()
        yield (request, self, desk), (hold, self, draw.expovariate(1 / patience))
        if not self.acquired(desk):
            count["abandoned"] += 1
            return
        count["answered"] += 1
        count["within"] += now() - came <= target
        yield hold, self, draw.expovariate(1 / handling)
        yield release, self, desk


class Arrivals(Process):
    def come(self, desk):
        for _ in range(int(calls)):
            yield hold, self, draw.expovariate(rate)
            one = Call()
            activate(one, one.talk(desk))


began = time.perf_counter()
initialize()
desk = Resource(capacity=int(servers))
source = Arrivals()
activate(source, source.come(desk))
simulate(until=1e15)
print(json.dumps({"version": SimPy.__version__, "calls": int(calls), "seconds": time.perf_counter() - began, **count}))
