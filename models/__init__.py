"""What is true and stored: documents, indexes, named queries and the rules of each state change."""
