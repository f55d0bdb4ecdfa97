"""The pages: HTML in one file, made of templates."""
