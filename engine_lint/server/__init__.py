"""The language server: what editors ask, and the process that finds the answers.

One process talks to the editor and never computes (``language_server.py``, ``desk.py``); another one computes and never talks (``session.py``). So a file
that takes long holds nobody up, and a process that is lost is started anew.
"""
