"""What taking readings in costs: pushed over HTTP, beside a hundred readers of the stream."""
