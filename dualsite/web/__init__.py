"""What surrounds the pages: the server, sign-in, the meeting lock and the audit trail."""
