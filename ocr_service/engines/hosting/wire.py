"""How an answer of a reader's host ends, see ``forking_host.py``. No table has a zero byte."""

DONE, UNKNOWN, ENDED = b"\0done\n", b"\0unknown\n", b"\0ended %d\n"
ORDER_BYTES = 1 << 14
# In the environment of a host that all documents share.
SHARED = "OCR_HOST_IS_SHARED"
