"""What people read, as data: the sentences of messages and reports in every language."""
