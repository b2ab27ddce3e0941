"""Confidentiality: sealing what people answer, what a report may show of it, and the audit trail."""
