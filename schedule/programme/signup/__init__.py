"""Sign-up for limited sessions: seats under lock, and a waiting list that moves up by itself."""
