"""An agent service that reads receipts."""
