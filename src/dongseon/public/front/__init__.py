"""What stands before Django: pages kept in memory, and a bounded number of those that wait."""
