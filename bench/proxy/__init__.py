"""Does the configuration of nginx that docs/reverse-proxy.md shows do what the page says?"""
