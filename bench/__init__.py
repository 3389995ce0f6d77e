"""The gate: quality on development data and speed against a named peer, with floors. Run by `make bench`."""
