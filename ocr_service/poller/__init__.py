"""The program that takes rows of other systems' tables, one environment after the other."""
