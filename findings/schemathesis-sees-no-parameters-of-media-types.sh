#!/usr/bin/env bash
# OpenAPI lets an answer have two forms that differ in a parameter of their media type: `application/json` and
# `application/json; schema=1` (the key of `content` is a media type or range, RFC 9110 8.3.1, and the most specific one counts). schemathesis 4.32.5
# compares type and subtype alone: an answer that says `Content-Type: application/json; schema=1` is held against the schema of the first key,
# so a server that keeps to its document gets a finding. The same server passes where the second form has a subtype of its own.
set -euo pipefail
place=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "schemathesis==4.32.5"
cd "$place"
cat >server.py <<'PY'
import http.server, sys
class Old(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"name": "old"}'
        self.send_response(200)
        self.send_header("Content-Type", sys.argv[1])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Old)
print(server.server_port, flush=True)
server.serve_forever()
PY
findings() {
  cat >openapi.json <<JSON
{"openapi": "3.1.0", "info": {"title": "Two forms", "version": "1"}, "paths": {"/thing": {"get": {"responses": {"200": {"description": "a thing", "content": {
  "application/json": {"schema": {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}},
  "$1": {"schema": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}}}}}}}}}
JSON
  python3 server.py "$1" >port &
  server=$!
  while [ ! -s port ]; do sleep 0.1; done
  venv/bin/schemathesis run openapi.json --url "http://127.0.0.1:$(cat port)" --checks response_schema_conformance --phases fuzzing \
    --max-examples 1 --no-color >said 2>&1 && echo none || { grep -q 'Response violates schema' said && echo one; }
  kill "$server"
  rm port
}
parameter=$(findings "application/json; schema=1")
subtype=$(findings "application/vnd.old+json")
echo "findings on a right answer: with a parameter of its own: $parameter, with a subtype of its own: $subtype"
[ "$parameter" = one ] && [ "$subtype" = none ]
