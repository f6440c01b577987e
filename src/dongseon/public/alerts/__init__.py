"""Alerts to the public: what may be sent when, written once, read as CAP, as a feed and by cell broadcast."""
