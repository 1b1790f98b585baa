"""The talks of a session as an editor keeps and lays them: plain values that an edit can take back."""
