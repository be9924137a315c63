"""The sources that settings name, the program that polls them, and what lets such a program run only once."""
