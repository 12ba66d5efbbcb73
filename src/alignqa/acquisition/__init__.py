"""Papers from the network: looked up, fetched politely and safely, and kept as files; nothing here ingests them."""
