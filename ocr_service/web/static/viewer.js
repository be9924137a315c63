// The viewer without this file goes from word to box by links. With it: the words are one stop of the Tab key, arrow keys
// go from word to word, and what is chosen is marked without a new address.
"use strict";

const text = document.querySelector(".text");
const words = [...text.querySelectorAll("a")];

function byId(id) { return document.getElementById(id); }

// Where not both fit on the screen, the last one is seen.
function mark(...parts) {
  for (const marked of document.querySelectorAll(".here")) marked.classList.remove("here");
  for (const part of parts) {
    part.classList.add("here");
    part.scrollIntoView({ block: "nearest" });
  }
}

function stopAt(word) {
  for (const other of words) other.tabIndex = other === word ? 0 : -1;
}

function go(word, isSeen = true) {
  const box = byId(`w${word.id.slice(1)}`);
  stopAt(word);
  word.focus({ preventScroll: true });
  mark(...(isSeen ? [box, word] : [word, box]));
}

function nextParagraph(word, step) {
  const paragraphs = [...text.children];
  return paragraphs[paragraphs.indexOf(word.parentElement) + step]?.querySelector("a");
}

text.addEventListener("keydown", (event) => {
  const at = words.indexOf(event.target);
  const to = {
    ArrowRight: () => words[at + 1],
    ArrowLeft: () => words[at - 1],
    ArrowDown: () => nextParagraph(event.target, 1),
    ArrowUp: () => nextParagraph(event.target, -1),
    Home: () => words[0],
    End: () => words[words.length - 1],
  }[event.key];
  if (at < 0 || !to || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const word = to();
  if (word) go(word);
});

for (const place of [text, document.querySelector(".boxes")]) {
  place.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    go(byId(`t${link.getAttribute("href").slice(2)}`), place !== text);
  });
}

for (const word of words) word.draggable = false; // or a selection would drag a link
if (words.length) {
  stopAt(words[0]);
  document.querySelector(".keys").hidden = false;
}

// ---- find and copy

const find = document.getElementById("find");
const copy = document.getElementById("copy");
const texts = words.map((word) => word.textContent.toLowerCase());
let hits = [];

// What is looked for may go over several words.
function look() {
  const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const marked of document.querySelectorAll(".hit")) marked.classList.remove("hit");
  hits = [];
  if (wanted.length) {
    for (let at = 0; at + wanted.length <= texts.length; at += 1) {
      if (wanted.every((part, next) => texts[at + next].includes(part))) hits.push(at);
    }
  }
  for (const at of hits) {
    for (let next = 0; next < wanted.length; next += 1) {
      words[at + next].classList.add("hit");
      byId(`w${words[at + next].id.slice(1)}`).classList.add("hit");
    }
  }
  byId("found").textContent = wanted.length ? byId("found").dataset.told.replace("{n}", hits.length) : "";
}

function nextHit() {
  if (!hits.length) return;
  hits.push(hits.shift());
  const word = words[hits[hits.length - 1]];
  const box = byId(`w${word.id.slice(1)}`);
  mark(box, word);
}

find.parentElement.hidden = false;
copy.hidden = false;
find.addEventListener("input", look);
find.addEventListener("keydown", (event) => { if (event.key === "Enter") nextHit(); });

// Browsers give a page a clipboard of its own on secure addresses alone; a selection can be copied anywhere.
copy.addEventListener("click", () => {
  getSelection().selectAllChildren(text);
  if (document.execCommand("copy")) say(copy.dataset.done);
});
