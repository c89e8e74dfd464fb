"""What Dishboard costs, measured: `make bench` prints the figures; no test asserts them."""
