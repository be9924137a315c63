"""Read pages with networks that find lines and read them (extra ``neural``): for photographs, receipts and screens."""

import os

# From 1.29 on ONNX Runtime tells its maker of every process that loads it, and writes down a name for this machine to do so,
# unless this is said before it is loaded. Nothing here calls anybody.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
