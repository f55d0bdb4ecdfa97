"""What tests need over and over, made once for each process of tests: a migrated database, and a process that has
loaded what a keeper loads. Both are the real thing; only the making of it is not waited for every time."""
