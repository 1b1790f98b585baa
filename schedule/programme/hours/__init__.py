"""The hours of speakers and places: when they can be had. Who has none entered can be had at any time."""
