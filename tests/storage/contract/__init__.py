"""What any store must do (`storage/store.py`), tried on every store there is (`stores.py`)."""
