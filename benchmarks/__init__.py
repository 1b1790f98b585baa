"""What `make bench` runs: ours and a peer in one run, ratios printed."""
