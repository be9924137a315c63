"""Kill, stop, cut and fill everything, with numbers: ``python -m bench.chaos [SCENARIO…]``."""
