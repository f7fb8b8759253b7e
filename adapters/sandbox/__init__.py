"""A payment provider for development and tests: it speaks enough of Stripe's HTTP API for the `stripe` package."""
