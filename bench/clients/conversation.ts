/* The conversation, through openapi-fetch over the types that openapi-typescript generated: conversation.ts URL DOCUMENT */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import createClient from "openapi-fetch";
import type { paths } from "./docvault.js";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";
const [url, document] = process.argv.slice(2) as [string, string];
const client = createClient<paths>({ baseUrl: url });

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is missing`);
  return value;
}

const content = await readFile(document);
const sent = await client.POST("/api/v1/ocr/process", {
  body: { file: document, language: "deu", profile: "invoice", outputs: "markdown,pdf" } as never,
  bodySerializer: () => {
    const form = new FormData();
    form.append("file", new File([new Uint8Array(content)], basename(document), { type: "application/pdf" }));
    form.append("language", "deu");
    form.append("profile", "invoice");
    form.append("outputs", "markdown,pdf");
    return form;
  },
});
const accepted = known(sent.data, "the answer to the upload");
if (typeof accepted === "string" || !("message" in accepted)) throw new Error("a result without waiting for it");
console.log(`accepted: ${accepted.message}`);
const path = { task_id: accepted.task_id };

let task = known((await client.GET("/api/v1/ocr/status/{task_id}", { params: { path, query: { wait: 30 } } })).data, "status");
while (task.status === "QUEUED" || task.status === "PROCESSING") {
  task = known((await client.GET("/api/v1/ocr/status/{task_id}", { params: { path, query: { wait: 30 } } })).data, "status");
}
console.log(`status: ${task.status} ${task.progress} %`);

const result = known((await client.GET("/api/v1/ocr/result/{task_id}", { params: { path } })).data, "result");
if (typeof result === "string" || result.schema_version !== 2) throw new Error("another schema than the default");
const { sender, total, currency } = known(result.fields, "fields");
console.log(`${result.category}: ${sender?.value}, ${total?.value} ${currency?.value}, box ${total?.box}`);
const page = known(result.pages?.[0], "page 1");
console.log(`page 1: ${page.width} x ${page.height} points, ${page.words?.length} words`);

const part = await client.GET("/api/v1/ocr/result/{task_id}", { params: { path, query: { fields: "category,fields.total" } } });
if (typeof part.data === "string" || part.data?.text !== undefined) throw new Error("text came unasked");
console.log("part of it: no text, as it was not wanted");

const text: string = known((await client.GET("/api/v1/ocr/result/{task_id}/text", { params: { path }, parseAs: "text" })).data, "text");
const markdown: string = known((await client.GET("/api/v1/ocr/result/{task_id}/markdown", { params: { path }, parseAs: "text" })).data, "Markdown");
const pdf = known((await client.GET("/api/v1/ocr/result/{task_id}/pdf", { params: { path }, parseAs: "arrayBuffer" })).data, "PDF");
const magic = new TextDecoder().decode(new Uint8Array(pdf as unknown as ArrayBuffer).slice(0, 5));
console.log(`text: '${text.split("\n")[0]}'; Markdown: ${markdown.length} characters; PDF: '${magic}'`);

const unknown = await client.GET("/api/v1/ocr/result/{task_id}", { params: { path: { task_id: UNKNOWN } } });
console.log(`unknown task: ${unknown.error?.status} ${unknown.error?.code}`);
if (unknown.error?.code !== "TASK_NOT_FOUND") process.exit(1);
