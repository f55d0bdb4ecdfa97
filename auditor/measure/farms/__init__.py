"""Are the same accounts elsewhere?"""
