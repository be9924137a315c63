#!/usr/bin/env bash
# PAGE XML may say in which order regions are read (ReadingOrder); a letterhead or page number is often not named there. dinglehopper
# 0.11.0, which measures OCR, reads then what is named and nothing else: a letterhead is left out on both sides, so that an OCR that
# lost or garbled it has no error. Cells of a table are left out even where the table is named. Without a ReadingOrder all of it is read. Files
# with text at their lines only are one empty line unless it is told `--textequiv-level line`. No line says so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "dinglehopper==0.11.0"
cat >"$place/show.py" <<'PY'
import json
import subprocess

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
WHEN = "2026-11-28T00:00:00"
ORDER = """<ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="0" regionRef="r2"/><RegionRefIndexed index="1" regionRef="t1"/>
</OrderedGroup></ReadingOrder>"""


def region(name, text, top, kind="paragraph", with_text=True):
    place = f'<Coords points="0,{top} 800,{top} 800,{top + 40} 0,{top + 40}"/>'
    says = f"<TextEquiv><Unicode>{text}</Unicode></TextEquiv>"
    return f'<TextRegion id="{name}" type="{kind}">{place}<TextLine id="{name}l">{place}{says}</TextLine>{says if with_text else ""}</TextRegion>'


def write(file, order, letterhead="Harbour Works", with_text=True):
    cells = region("c1", "Rope", 200, with_text=with_text) + region("c2", "12.50", 260, with_text=with_text)
    table = f'<TableRegion id="t1"><Coords points="0,200 800,200 800,300 0,300"/>{cells}</TableRegion>'
    text = region("r1", letterhead, 0, "header", with_text) + region("r2", "Dear all", 60, with_text=with_text)
    with open(file, "w") as page:
        page.write(
            f'<?xml version="1.0" encoding="UTF-8"?><PcGts xmlns="{NAMESPACE}"><Metadata><Creator>example</Creator><Created>{WHEN}</Created>'
            f'<LastChange>{WHEN}</LastChange></Metadata><Page imageFilename="p.png" imageWidth="800" imageHeight="600">{order}{text}{table}'
            "</Page></PcGts>"
        )


def run(*command):
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "eading" not in ran.stderr, ran.stderr
    return ran.stdout.split("\n")[:-1]


seen = {}
write("page.xml", ORDER)
seen["order names text and table"] = run("dinglehopper-extract", "page.xml")
write("page.xml", "")
seen["no order"] = run("dinglehopper-extract", "page.xml")
write("page.xml", ORDER, with_text=False)
seen["text at lines"] = run("dinglehopper-extract", "page.xml")
seen["text at lines, told so"] = run("dinglehopper-extract", "--textequiv-level", "line", "page.xml")
for name, order in {"order": ORDER, "no order": ""}.items():
    write("truth.xml", order)
    write("read.xml", order, letterhead="Hxxxxxx Wxxxx")
    run("dinglehopper", "truth.xml", "read.xml", "report")
    with open("report.json") as report:
        seen[f"errors of a garbled letterhead, {name}"] = round(json.load(report)["cer"], 3)
for name, value in seen.items():
    print(f"{name}: {value}")
assert list(seen.values())[:4] == [["Dear all"], ["Harbour Works", "Dear all", "Rope", "12.50"], [""], ["Dear all"]], seen
assert seen["errors of a garbled letterhead, order"] == 0 < seen["errors of a garbled letterhead, no order"], seen
PY
cd "$place"
PATH="$place/venv/bin:$PATH" venv/bin/python show.py
