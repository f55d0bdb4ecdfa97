"""A second store, which shares no code with the first and is put beside it in `test_second_store.py`.

It keeps its rows in memory and is plain rather than quick: every question is SQLAlchemy Core's, and observations are
laid beside one another in Python, so it says a second time what the contract means.
"""
