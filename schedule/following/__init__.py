"""Following the programme from elsewhere: a calendar address with a secret of one's own, and reminders."""
