"""How languages and countries write months, weekdays and money: tables made by ``bench/locale_tables.py``."""
