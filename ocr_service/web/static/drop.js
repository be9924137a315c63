// Sends documents that were chosen, dropped, pasted or photographed: three at once, each with one bar for its way through
// the network and then through its pages. Without this file the form sends them by itself.
"use strict";

const AT_ONCE = 3;
const TRIES = 5;
const SHOWN_MS = 6000;

const drop = document.getElementById("drop");
const uploads = document.getElementById("uploads");
const seen = new Set();
const waiting = [];
let sending = 0;

function lineFor(file) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const bar = document.createElement("progress");
  const told = document.createElement("span");
  name.textContent = file.name;
  name.className = "file";
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  told.className = "told";
  told.textContent = drop.dataset.waiting;
  line.append(name, bar, told);
  uploads.append(line);
  return line;
}

function tell(line, text, kind = "") {
  line.className = kind;
  line.querySelector(".told").textContent = text;
}

function end(line, text, kind) {
  line.querySelector("progress").remove();
  tell(line, text, kind);
  document.getElementById("ended").textContent = `${line.querySelector(".file").textContent}: ${text}`;
  if (kind !== "bad") setTimeout(() => line.remove(), SHOWN_MS);
}

// The same file twice in one go is most often a slip; the service knows the content of what it has read itself.
function fingerprint(file) { return [file.name, file.size, file.lastModified].join("/"); }

function sendAll(files) {
  for (const file of files) {
    const line = lineFor(file);
    if (seen.has(fingerprint(file))) {
      end(line, drop.dataset.twice, "good");
      continue;
    }
    seen.add(fingerprint(file));
    waiting.push({ file, line, form: formWith(file) });
  }
  sendNext();
}

// What is wished for is what stands in the form when the file is given, not when its turn comes.
function formWith(file) {
  const form = new FormData(drop);
  form.delete("files");
  form.append("files", file, file.name);
  return form;
}

function sendNext() {
  while (sending < AT_ONCE && waiting.length) {
    sending += 1;
    send(waiting.shift(), TRIES).finally(() => {
      sending -= 1;
      sendNext();
    });
  }
}

async function send(upload, tries) {
  const { file, line } = upload;
  const answer = await sent(upload);
  if ([429, 503].includes(answer.status) && tries > 1) {
    tell(line, drop.dataset.busy);
    await new Promise((on) => setTimeout(on, 1000 * Math.min(60, Number(answer.retryAfter) || 2)));
    return send(upload, tries - 1);
  }
  if (answer.status === 200) return received(line, answer.text);
  seen.delete(fingerprint(file));
  const said = new DOMParser().parseFromString(answer.text, "text/html").body.textContent.trim();
  return end(line, answer.status ? `${drop.dataset.refused} ${said}` : drop.dataset.lost, "bad");
}

function sent({ line, form }) {
  return new Promise((done) => {
    const call = new XMLHttpRequest();
    const bar = line.querySelector("progress");
    call.open("POST", drop.action);
    call.setRequestHeader("HX-Request", "true");
    call.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = 100 * event.loaded / event.total;
      tell(line, `${drop.dataset.uploading} ${Math.floor(bar.value)} %`);
    });
    call.addEventListener("loadend", () => done({
      status: call.status, text: call.responseText, retryAfter: call.getResponseHeader("Retry-After"),
    }));
    call.send(form);
  });
}

function received(line, html) {
  const row = show(html);
  const bar = line.querySelector("progress");
  bar.value = 0;
  bar.classList.add("pages");
  line.dataset.row = row.id;
  mirror(line, row);
  // Whatever happened before the row was there has been told to nobody.
  setTimeout(() => htmx.trigger(row, "refresh"), 1500);
}

function show(html) {
  const rows = document.getElementById("rows");
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const row = holder.content.querySelector("tr");
  document.getElementById(row.id)?.remove();
  rows.prepend(row);
  htmx.process(row);
  document.querySelector(".empty")?.remove();
  return row;
}

// From now on a line says what its row in the list says; page.js keeps that one up to date.
function mirror(line, row) {
  const { task, status } = row.dataset;
  const told = row.querySelector(".told").textContent || row.querySelector(".badge").textContent;
  if (!over.includes(status)) {
    line.querySelector("progress").value = row.querySelector("progress")?.value ?? 0;
    return tell(line, told);
  }
  const name = line.querySelector(".file");
  const link = document.createElement("a");
  link.href = `${base}/documents/${task}`;
  link.textContent = name.textContent;
  name.replaceChildren(link);
  delete line.dataset.row;
  return end(line, told, status === "FAILED" ? "bad" : "good");
}

new MutationObserver(() => {
  for (const line of uploads.querySelectorAll("[data-row]")) {
    const row = document.getElementById(line.dataset.row);
    if (row) mirror(line, row);
    else line.remove();
  }
}).observe(document.getElementById("rows"), {
  subtree: true, childList: true, attributes: true, attributeFilter: ["value", "data-status"], characterData: true,
});

async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((found, failed) => entry.file(found, failed))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((read, failed) => reader.readEntries(read, failed));
    if (!some.length) break;
    for (const inner of some) found.push(...await filesOf(inner));
  }
  return found;
}

// A system's own files in a folder begin with a dot.
function documentsOf(files) { return [...files].filter((file) => !file.name.startsWith(".")); }

async function dropped(items) {
  const entries = [...items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry());
  const found = [];
  for (const entry of entries.filter(Boolean)) found.push(...await filesOf(entry));
  sendAll(documentsOf(found));
}

function taken(picker) {
  const files = documentsOf(picker.files);
  picker.value = "";
  sendAll(files);
}

for (const picker of drop.querySelectorAll("input[type=file]")) {
  picker.addEventListener("change", () => taken(picker));
}
drop.classList.add("live"); // what is chosen goes at once, as what is dropped does

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind === "drop") dropped(event.dataTransfer.items).catch(() => say(drop.dataset.unreadable));
  });
}
document.addEventListener("paste", (event) => {
  const files = [...event.clipboardData.files];
  if (files.length) sendAll(files);
});
