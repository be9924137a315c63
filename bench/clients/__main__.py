"""Generate clients from the OpenAPI document, compile them, and let each have the same conversation with a running service.

python -m bench.clients --tools FOLDER [--transcript docs/examples/generated-clients.md]

FOLDER has the generators, which are no part of the project's environment:

    python -m venv FOLDER/venv && FOLDER/venv/bin/pip install openapi-python-client mypy openapi-generator-cli
    npm install --prefix FOLDER openapi-typescript openapi-fetch @hey-api/openapi-ts typescript@5 @types/node

and for Java a JDK 17 and, from Debian, libjakarta-annotation-api-java, libhttpmime-java and libjsr305-java; all else that the client needs is in the
generator's own archive. ``JAVA_CLASSPATH`` names their archives, unless they are in /usr/share/java.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.clients.openapi_document import openapi_document
from bench.documents.example_documents import EXAMPLES
from tests.support.service import RunningService

HERE = Path(__file__).parent
INVOICE = next(example for example in EXAMPLES if example.name == "invoice")
JAVA_LIBRARIES = ":".join(
    f"/usr/share/java/{name}.jar" for name in ("jakarta-annotation-api", "httpmime", "jsr305")
)
TYPESCRIPT = {
    "compilerOptions": {
        "strict": True,
        "target": "ES2022",
        "module": "nodenext",
        "moduleResolution": "nodenext",
        "types": ["node"],
        "outDir": "made",
    }
}


@dataclass(slots=True)
class Transcript:
    """What was run, and what came."""

    folder: Path
    tools: Path
    lines: list[str] = field(default_factory=list)

    def run(self, shown: str, command: Sequence[str | Path], *, shows: bool = False) -> None:
        """Run a command; raises ``CalledProcessError`` when it fails. ``shows``: its output belongs to the transcript."""
        done = subprocess.run(
            [str(part) for part in command],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(self.folder)},
        )
        print(f"$ {shown}: {done.returncode}")
        if done.returncode:
            print(done.stdout[-3_000:], done.stderr[-3_000:], file=sys.stderr)
            done.check_returncode()
        self.lines.append(f"$ {shown}")
        if shows:
            self.lines += done.stdout.splitlines()


def of_python(log: Transcript, url: str, document: Path) -> None:
    """openapi-python-client, with mypy in strict mode over client and conversation."""
    python = log.tools / "venv" / "bin"
    shutil.copy(HERE / "conversation.py", log.folder)
    shutil.copy(HERE / "python_client.yaml", log.folder)
    generate = "openapi-python-client generate --path openapi.json --config python_client.yaml --meta none --output-path docvault_client"
    log.run(generate, [python / "openapi-python-client", *generate.split()[1:]])
    checked = "mypy --strict docvault_client conversation.py"
    log.run(checked, [python / "mypy", *checked.split()[1:]], shows=True)
    log.run("python conversation.py", [python / "python", "conversation.py", url, document], shows=True)


def of_typescript(log: Transcript, url: str, document: Path) -> None:
    """openapi-typescript with openapi-fetch, compiled in strict mode."""
    _link_modules(log)
    shutil.copy(HERE / "conversation.ts", log.folder)
    (log.folder / "package.json").write_text('{"type": "module"}')
    tsconfig = {**TYPESCRIPT, "files": ["conversation.ts"]}
    (log.folder / "tsconfig.json").write_text(json.dumps(tsconfig))
    commands = log.tools / "node_modules" / ".bin"
    log.run(
        "openapi-typescript openapi.json -o docvault.d.ts",
        [commands / "openapi-typescript", "openapi.json", "-o", "docvault.d.ts"],
    )
    log.run("tsc --strict", [commands / "tsc", "-p", "tsconfig.json"])
    log.run("node conversation.js", ["node", "made/conversation.js", url, document], shows=True)


def of_hey_api(log: Transcript, url: str, document: Path) -> None:
    """@hey-api/openapi-ts: generated and compiled in strict mode; the conversation is the other one's."""
    del url, document
    _link_modules(log)
    commands = log.tools / "node_modules" / ".bin"
    log.run("openapi-ts -i openapi.json -o hey", [commands / "openapi-ts", "-i", "openapi.json", "-o", "hey"])
    tsconfig = {
        "compilerOptions": {
            **TYPESCRIPT["compilerOptions"],
            "moduleResolution": "bundler",
            "module": "esnext",
        }
    }
    (log.folder / "tsconfig.hey.json").write_text(json.dumps({**tsconfig, "include": ["hey"]}))
    log.run("tsc --strict", [commands / "tsc", "-p", "tsconfig.hey.json", "--noEmit"])


def of_java(log: Transcript, url: str, document: Path) -> None:
    """openapi-generator for Java (its library `native`), compiled by javac."""
    [jar] = (log.tools / "venv").glob("lib/python3*/site-packages/openapi_generator_cli/*.jar")
    classpath = f"{jar}:{os.environ.get('JAVA_CLASSPATH', JAVA_LIBRARIES)}"
    # Calls by name: a form field that the service gets later does not move the others of a call.
    options = (
        "useJakartaEe=true,openApiNullable=false,hideGenerationTimestamp=true,useSingleRequestParameter=true"
    )
    # `wait` is a method of all Java objects.
    renamed = "--parameter-name-mappings wait=waitSeconds"
    generate = f"generate -i openapi.json -g java --library native -o java {renamed} --additional-properties={options}"
    log.run(f"openapi-generator {generate}", ["java", "-jar", jar, *generate.split()])
    shutil.copy(HERE / "Conversation.java", log.folder)
    sources = [*(log.folder / "java" / "src" / "main").rglob("*.java"), log.folder / "Conversation.java"]
    log.run("javac", ["javac", "-nowarn", "-d", "classes", "-cp", classpath, *sources])
    log.run(
        "java Conversation",
        ["java", "-cp", f"classes:{classpath}", "Conversation", url, document],
        shows=True,
    )


def _link_modules(log: Transcript) -> None:
    link = log.folder / "node_modules"
    if not link.exists():
        link.symlink_to(log.tools / "node_modules")


CLIENTS: dict[str, Callable[[Transcript, str, Path], None]] = {
    "openapi-python-client (Python)": of_python,
    "openapi-typescript with openapi-fetch (TypeScript)": of_typescript,
    "@hey-api/openapi-ts (TypeScript)": of_hey_api,
    "openapi-generator (Java)": of_java,
}


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--tools", type=Path, required=True)
    options.add_argument("--transcript", type=Path)
    given = options.parse_args()
    told = [
        "# Generated clients\n",
        "What `python -m bench.clients` did: clients generated from `/openapi.json`, compiled, and in conversation with a running service.\n",
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = folder / INVOICE.filename
        INVOICE.draw(document)
        with RunningService(folder / "service") as service:
            for client, talk in CLIENTS.items():
                log = Transcript(folder, given.tools.resolve())
                (folder / "openapi.json").write_text(json.dumps(openapi_document(), ensure_ascii=False))
                talk(log, service.url, document)
                told += [f"## {client}\n", "```console", *log.lines, "```\n"]
                if given.transcript:
                    given.transcript.write_text("\n".join(told), encoding="utf-8")


if __name__ == "__main__":
    main()
