"""Audits for other programs, and what is new in them since an earlier one."""
