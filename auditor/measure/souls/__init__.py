"""Who is really there?"""
