"""Papers from the network: looked up, fetched politely and safely, and saved as files; nothing here ingests them."""
