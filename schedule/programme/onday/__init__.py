"""On the day: a session is late, its talks change places, its hall is flooded. At once, without a release."""
