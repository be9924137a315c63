"""How languages and countries write months, weekdays and money: tables made by ``bench/training/locale_tables.py``."""
