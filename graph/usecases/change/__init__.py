"""The verbs that change the graph: each reads its request, makes changes, and commits them through the desk.

The requests of a topic stand with their verbs in one module. `Draft` stands in for the desk to see what a change
would do. What is here stands in `__all__` of its module, and nowhere else.
"""

from graph.usecases.change.accepting import *
from graph.usecases.change.bodies import *
from graph.usecases.change.copying import *
from graph.usecases.change.draft import *
from graph.usecases.change.editing import *
from graph.usecases.change.expertise import *
from graph.usecases.change.handing_over import *
from graph.usecases.change.mandates import *
from graph.usecases.change.merging import *
from graph.usecases.change.norms import *
from graph.usecases.change.people import *
from graph.usecases.change.records import *
from graph.usecases.change.request import *
from graph.usecases.change.week import *
