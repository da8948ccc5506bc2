"""A made-up clinic, built through the real actions, with dates relative to today. No real person is in it."""
