"""What an agent service says about a receipt, beside what was understood here."""
