"""What runs the console: its database, secrets, worker and server, and what starts and stops them."""
