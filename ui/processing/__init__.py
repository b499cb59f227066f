"""The Processing provider: thin algorithms that build the same jobs as the pages."""
