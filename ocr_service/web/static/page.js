// The page without this file works by links and forms. With it: files are sent one by one with their progress, rows follow
// the service's live events, and what cannot be undone is asked for.
"use strict";

const base = document.body.dataset.base;
const said = document.getElementById("said");
let quietTimer = 0;

function say(text) {
  said.textContent = text;
  clearTimeout(quietTimer);
  quietTimer = setTimeout(() => { said.textContent = ""; }, 6000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
}, true);

for (const field of document.querySelectorAll("[data-remember]")) {
  const name = `docvault.${field.dataset.remember}`;
  const kept = localStorage.getItem(name);
  if (field.type === "checkbox") {
    if (kept !== null) field.checked = kept === "1";
    field.addEventListener("change", () => localStorage.setItem(name, field.checked ? "1" : "0"));
  } else {
    if (kept !== null && [...field.options].some((option) => option.value === kept)) field.value = kept;
    field.addEventListener("change", () => localStorage.setItem(name, field.value));
  }
}

const tickAll = document.getElementById("tick-all");

if (tickAll) {
  tickAll.hidden = false;
  tickAll.addEventListener("change", () => {
    for (const box of document.querySelectorAll("#rows input[name=task]")) box.checked = tickAll.checked;
  });
}

// ---- sending documents

const drop = document.getElementById("drop");

function send(file) {
  const line = document.createElement("li");
  const bar = document.createElement("progress");
  const told = document.createElement("span");
  const name = document.createElement("span");
  name.textContent = file.name;
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  told.textContent = drop.dataset.uploading;
  line.append(name, bar, told);
  document.getElementById("uploads").append(line);
  const form = new FormData(drop);
  form.delete("files");
  form.append("files", file, file.name);
  return new Promise((done) => {
    const call = new XMLHttpRequest();
    call.open("POST", drop.action);
    call.setRequestHeader("HX-Request", "true");
    call.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = 100 * event.loaded / event.total; });
    call.addEventListener("loadend", () => {
      bar.remove();
      if (call.status === 200) {
        told.textContent = drop.dataset.sent;
        show(call.responseText);
        setTimeout(() => line.remove(), 4000);
      } else {
        const answer = new DOMParser().parseFromString(call.responseText, "text/html");
        line.className = "bad";
        told.textContent = call.status ? `${drop.dataset.refused} ${answer.body.textContent.trim()}` : drop.dataset.lost;
      }
      done();
    });
    call.send(form);
  });
}

function show(html) {
  const rows = document.getElementById("rows");
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const row of [...holder.content.querySelectorAll("tr")].reverse()) {
    document.getElementById(row.id)?.remove();
    rows.prepend(row);
    htmx.process(row);
  }
  document.querySelector(".empty")?.remove();
}

async function sendAll(files) {
  for (const file of files) await send(file);
}

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

async function dropped(items) {
  const entries = [...items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry());
  const found = [];
  for (const entry of entries) found.push(...await filesOf(entry));
  await sendAll(found.filter((file) => !file.name.startsWith(".")));
}

if (drop) {
  const picker = document.getElementById("files");
  drop.addEventListener("submit", (event) => {
    event.preventDefault();
    const files = [...picker.files];
    picker.value = "";
    sendAll(files);
  });
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
}

// ---- following documents under way

const over = ["COMPLETED", "FAILED", "CANCELLED", "DELETED"];

function refresh(row) {
  if (row.dataset.whole) location.reload();
  else htmx.trigger(row, "refresh");
}

function follow(told) {
  const row = document.querySelector(`[data-task="${CSS.escape(told.task_id ?? "")}"]`);
  if (!row) return;
  if (told.status !== row.dataset.status) {
    row.dataset.status = told.status;
    if (told.status === "DELETED") row.remove();
    else refresh(row);
    return;
  }
  const bar = row.querySelector("progress");
  if (bar && !over.includes(told.status)) bar.value = told.progress;
  if (told.status === "PROCESSING" && told.pages_total) row.querySelector(".told").textContent = `${told.pages_done} / ${told.pages_total}`;
}

function listen() {
  const whole = document.querySelector("[data-whole]");
  const address = whole ? `${base}/api/v1/ocr/events/${whole.dataset.task}` : `${base}/api/v1/ocr/events`;
  const events = new EventSource(address);
  const heard = (event) => follow(JSON.parse(event.data));
  events.addEventListener("message", heard);
  events.addEventListener("gap", () => document.querySelectorAll("[data-task]").forEach(refresh));
  events.addEventListener("end", (event) => { heard(event); events.close(); });
  events.addEventListener("error", () => {
    // The browser comes back by itself; where it may not (too many listeners), look now and then.
    if (events.readyState === EventSource.CLOSED) setInterval(lookAgain, 5000);
  });
  addEventListener("pagehide", () => events.close());
}

function lookAgain() {
  for (const row of document.querySelectorAll("[data-task]")) if (!over.includes(row.dataset.status)) refresh(row);
}

if (document.querySelector("#rows, [data-whole] progress")) listen();
