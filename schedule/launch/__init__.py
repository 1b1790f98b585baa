"""Before the congress: setting it up without an engineer, and rehearsing it in a clone that is erased afterwards."""
