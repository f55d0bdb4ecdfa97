"""The desk: a local page for everything that the command does with files, for the person at this machine alone.

command.py     `deadsouls desk`: opens the installation, serves, opens a browser
serving.py     the server on 127.0.0.1, and when it ends by itself
first.py       a second desk on one home finds the first
guard.py       who is let in, from where, and what a browser may do with what is served
desk.py        what every page needs: the store, the processes, the language
places.py      which files on this machine may be read
receiving.py   an upload, sealed as it comes in
runs.py        the audits that were asked for: in order, stopped, taken up again
working.py     the long work, in a process of its own
pages.py       how a page is filled in
routes.py      which page is where
entering.py, starting.py, audits.py, exploring.py, statements.py, accounts.py, choices.py    the pages
"""
