"""The works that a draft may cite, their titles, and the citations resolved to them."""
