"""Judges a simulated team by what the requirements promise. It imports nothing from Rounds and shares no code with it: what it knows of
the product is the names of its tables and of what its history records.
"""
