"""One writer per format; each turns a `Document` into text that the public schemas accept."""
