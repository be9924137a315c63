"""What the import of pytesseract brings along."""

import subprocess
import sys


def test_numpy_is_not_loaded_with_the_engines():
    code = (
        "import sys, ocr_service.engines.tesseract; assert 'numpy' not in sys.modules; "
        "assert 'pandas' not in sys.modules"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
