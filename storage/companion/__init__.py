"""What the companion remembers: jobs, askings, watches, alerts, those who talk to it."""
