"""Reading mail: what an e-mail says, who wrote it, and what in it is new.

The room is pure: it gets bytes and values and gives values, touches no network, clock, file or log, and has never
heard of a case. So everything in it can be tested with a message and nothing else.
"""
