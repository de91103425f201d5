"""The verbs that change the graph: each reads its request, makes changes, and commits them through the desk.

The requests of a topic stand with their verbs in one module; `verbs` knows them all. `Draft` stands in for the desk to
see what a change would do.
"""
