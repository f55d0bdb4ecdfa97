"""How did they get there?"""
