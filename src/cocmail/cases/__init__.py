"""What a code-of-conduct team decides: cases, their checklist, who may hear of them, and when they are due.

Pure: no clock, no database, no mail; everything uncertain is handed in.
"""
