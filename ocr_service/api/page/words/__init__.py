"""What the page says, in the reader's language: its own messages, and the sentences that results and errors bring along."""
