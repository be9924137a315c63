"""What a document says: dates, amounts, names and numbers, each with its evidence."""
