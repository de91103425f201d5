"""Files in, changes out: one module per format.

Every importer is a pure function of bytes and the present snapshot. It answers an `Imported`: the changes that
would bring the graph in line with the file, every problem, every question that a person has to answer, and the
difference in a form that can be shown first. It writes nothing.
"""
