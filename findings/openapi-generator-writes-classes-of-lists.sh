#!/usr/bin/env bash
# openapi-generator 7.26.0 (java, library native): values that are a model or a list of it become `List<Fact>.class`, Java that cannot compile.
set -euo pipefail
command -v java >/dev/null || { echo "needs Java 11 or later"; exit 2; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "openapi-generator-cli==7.26.0"
cat >"$place/openapi.json" <<'JSON'
{
  "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
  "paths": {
    "/found": {"get": {"operationId": "getFound", "tags": ["a"], "responses": {"200": {"description": "what was found", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Found"}}}}}}}
  },
  "components": {"schemas": {
    "Fact": {"type": "object", "properties": {"value": {"type": "string"}}},
    "Found": {"type": "object", "additionalProperties": {"anyOf": [{"$ref": "#/components/schemas/Fact"}, {"type": "array", "items": {"$ref": "#/components/schemas/Fact"}}]}}
  }}
}
JSON
jar=$(ls "$place"/venv/lib/python3*/site-packages/openapi_generator_cli/openapi-generator.jar)
java -jar "$jar" generate -i "$place/openapi.json" -g java --library native -o "$place/java" --additional-properties=useJakartaEe=true >"$place/log" 2>&1
made=$place/java/src/main/java/org/openapitools/client
echo "openapi-generator $(java -jar "$jar" version), java, library native"
echo "the choice between a Fact and a list of them is written as:"
grep -rhn "List<Fact>\.class" "$made/model" | head -2
