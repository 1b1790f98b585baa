"""The top of the house: settings, addresses, checks and the programs that run it. Imported by nobody."""
