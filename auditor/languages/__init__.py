"""A language is a folder: `language.toml` has its own name, its letters and the words for a watch; `sentences.po` has
its sentences. English is the source, so its sentences stand in the code.
"""
