"""Do they act as one?"""
