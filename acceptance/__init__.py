"""The acceptance of Rounds with real servers and real mail: OpenSMTPD, Dovecot, swaks and a browser."""
