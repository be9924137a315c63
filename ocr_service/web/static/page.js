// The page without this file works by links and forms. With it: rows follow the service's live events, and what cannot be
// undone is asked for.
"use strict";

const base = document.body.dataset.base;
const said = document.getElementById("said");
let quietTimer = 0;

function say(text) {
  said.textContent = text;
  clearTimeout(quietTimer);
  quietTimer = setTimeout(() => { said.textContent = ""; }, 6000);
}

// Without this file the service asks by a page of its own.
function sayYes(form) {
  if (form.querySelector("[name=sure]")) return;
  const sure = document.createElement("input");
  sure.type = "hidden";
  sure.name = "sure";
  sure.value = "1";
  form.append(sure);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (!button) return;
  if (!window.confirm(button.dataset.confirm)) event.preventDefault();
  else sayYes(button.form);
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

// ---- following documents under way

const over = ["COMPLETED", "FAILED", "CANCELLED", "DELETED"];

function refresh(row) {
  if (row.dataset.whole) location.reload();
  else htmx.trigger(row, "refresh");
}

function follow(told) {
  if (told.status === "PROCESSING" || told.status === "CANCELLED") moveUp();
  const row = document.querySelector(`[data-task="${CSS.escape(told.task_id ?? "")}"]`);
  if (!row) return;
  if (told.status !== (row.dataset.asked ?? row.dataset.status)) {
    row.dataset.asked = told.status; // until the row itself says so
    if (told.status === "DELETED") row.remove();
    else refresh(row);
    return;
  }
  const bar = row.querySelector("progress");
  if (bar && !over.includes(told.status)) bar.value = told.progress;
  if (told.status === "PROCESSING" && told.pages_total) {
    const page = Math.min(told.pages_done + 1, told.pages_total); // the one that is being read
    const pages = said.dataset.pages.replace("{n}", page).replace("{total}", told.pages_total);
    row.querySelector(".told").textContent = pages;
  }
}

// Whoever leaves the queue lets the others move up, and nobody is told of that.
let movingUp = 0;

function moveUp() {
  movingUp ||= setTimeout(() => {
    movingUp = 0;
    for (const row of document.querySelectorAll('[data-status="QUEUED"]:not([data-whole])')) refresh(row);
  }, 2000);
}

let events = null;
let looking = 0;

function listen() {
  const whole = document.querySelector("[data-whole]");
  const address = whole ? `${base}/api/v1/ocr/events/${whole.dataset.task}` : `${base}/api/v1/ocr/events`;
  const source = new EventSource(address);
  const heard = (event) => follow(JSON.parse(event.data));
  events = source;
  source.addEventListener("message", heard);
  source.addEventListener("gap", () => document.querySelectorAll("[data-task]").forEach(refresh));
  source.addEventListener("end", (event) => { heard(event); source.close(); });
  source.addEventListener("error", () => {
    // The browser comes back by itself; where it may not (too many listeners), look now and then.
    if (source.readyState === EventSource.CLOSED) looking ||= setInterval(lookAgain, 5000);
  });
}

function lookAgain() {
  for (const row of document.querySelectorAll("[data-task]")) if (!over.includes(row.dataset.status)) refresh(row);
}

// A browser keeps six connections to a service for all its tabs together: whoever is not seen must not hold one.
function listenWhileSeen() {
  if (document.hidden) events?.close();
  else {
    listen();
    lookAgain();
  }
}

if (document.querySelector("#rows, [data-whole] progress")) {
  if (!document.hidden) listen();
  document.addEventListener("visibilitychange", listenWhileSeen);
  addEventListener("pagehide", () => events?.close());
}
