"""One reader per format; each turns bytes into a `Document` or raises `FileRefusedError`."""
