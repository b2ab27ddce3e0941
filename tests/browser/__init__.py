"""The chat page, from payload to pixel."""
