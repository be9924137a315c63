"""Numbers that can be checked: bank, tax and reference numbers, and codes printed as pictures."""
