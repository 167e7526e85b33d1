"""API tokens: a program acts as the member who made its token, within what the token is for."""
