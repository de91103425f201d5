"""Record what the product says, and compare recordings: the guard while code moves and nothing is said otherwise.

    python -m bench.said record FOLDER [--real FILE] [--cases FOLDER]
    python -m bench.said compare FOLDER [OTHER]            the other is what is said now, when absent

Everything goes through doors that stay where code moves: the command line, HTTP and GraphQL, over the example school
group and, when its file is given, over real data. What is asked stands beside this file: a line is a command or an
address, `{a|b}` in it stands for each of them, and a word of `asked.SHORT`, such as `{day}`, for those
that stand there. Each answer is a file of its own, so that `diff -r` reads as a list of what is said otherwise.

The clock stands still (`doors.NOW`), and what is drawn at random is numbered in place of drawn.

Not recorded: what `serve`, `demo`, `neo4j dev`, `test` and `institutions` print, for they listen, start processes or
ask a network; what Neo4j says (the parity tests hold it against SQLite); what scripts do in a browser; the bytes of
XLSX and DOCX, of which the cells and the text are kept; and pages that follow a form that was saved.
"""
