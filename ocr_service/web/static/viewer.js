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
