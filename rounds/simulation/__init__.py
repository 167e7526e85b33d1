"""A team, its customers and the post, played through the real commands, engine and mail by a clock that runs fast."""
