"""Write which three letters follow each other in which languages, for the judge of text layers.

    pip download --no-deps --no-binary :all: langdetect==1.0.9 && tar xzf langdetect-1.0.9.tar.gz
    python -m bench.training.train_letter_triples langdetect-1.0.9/langdetect/profiles

The profiles (Apache License 2.0, counted from Wikipedia) list the frequent letter groups of 55 languages. Kept is one number a
group of three letters of an alphabet: a bit for each language that has it. Letters are folded (accents taken off).
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
from array import array
from pathlib import Path

from ocr_service.pipeline.reading.text_layers.letter_triples import ALPHABETS, MODEL_FILE, folded, place_of


def main() -> None:
    """Read the profiles of the folder named on the command line."""
    parser = argparse.ArgumentParser(description="Write the letter groups of languages.")
    parser.add_argument("folder", type=Path, metavar="PROFILES/")
    folder = parser.parse_args().folder
    model = {}
    for script, alphabet in ALPHABETS.items():
        masks, languages = [0] * (len(alphabet) + 1) ** 3, []
        for path in sorted(folder.iterdir()):
            groups = json.loads(path.read_text(encoding="utf-8"))["freq"]
            places = {place_of(folded(group), alphabet) for group in groups if len(group) == 3}
            places.discard(None)
            if len(places) > 100 and len(languages) < 32:
                for place in places:
                    masks[place] |= 1 << len(languages)
                languages.append(path.name)
        packed = array("B" if len(languages) <= 8 else "I", masks).tobytes()
        model[script] = {"languages": languages, "masks": base64.b64encode(packed).decode()}
        print(script, len(languages), "languages,", sum(mask > 0 for mask in masks), "groups")
    text = json.dumps(model).encode()
    MODEL_FILE.write_bytes(gzip.compress(text, mtime=0))
    print(MODEL_FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
