"""The desk: a local page for everything that the command does with files, for the person at this machine alone.

command.py     `deadsouls desk`: opens the installation, serves, opens a browser
serving.py     the server on 127.0.0.1, and when it ends by itself
launch.py      starts it on a computer that has Python and nothing else
first.py       a second desk on one home finds the first
guard.py       who is let in, from where, and what a browser may do with what is served
desk.py        what every page needs: the store, the processes, the language
places.py      which files on this machine may be read
receiving.py   an upload, sealed as it comes in
runs.py        the audits that were asked for: in order, stopped, taken up again
working.py     the long work, in a process of its own
rows.py        the rows behind an audit, made in such a process
pages.py       how a page is filled in
routes.py      which page is where
starting.py    the first page, and one audit on its way
audits.py      what was audited here
exploring.py   the rows behind an audit
statements.py  how somebody came to a chat, by their own export
accounts.py    the account that reads live chats
login.py       a sign-in of it while it is going on
choices.py     settings, the backup of the key, forgetting
"""
