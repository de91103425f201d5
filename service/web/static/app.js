// Small comforts on top of pages that work without them: close the suggestions, send filters when they change.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const box of document.querySelectorAll(".suggestions")) box.replaceChildren();
});

document.addEventListener("focusin", (event) => {
  for (const form of document.querySelectorAll(".find")) {
    if (!form.contains(event.target)) form.querySelector(".suggestions")?.replaceChildren();
  }
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-send-on-change]");
  if (form && event.target.matches("select, input[type=checkbox], input[type=date]")) form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  navigator.clipboard?.writeText(new URL(button.dataset.copy, location.href).href).then(() => {
    button.textContent = button.dataset.copied;
  });
});

// The rows of a list that has an order: dragged, or moved by their buttons without asking the server.
let dragged = null;

for (const row of document.querySelectorAll("[data-ordered] > li")) row.draggable = true;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-ordered] > li") ?? null;
});

document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-ordered] > li");
  if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
  if (over !== dragged) over[event.clientY < middle ? "before" : "after"](dragged);
});

document.addEventListener("drop", (event) => {
  if (!dragged) return;
  event.preventDefault();
  dragged.dispatchEvent(new Event("input", { bubbles: true })); // as what is typed, it is kept when the reader leaves
  dragged = null;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ordered] button[name=move]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("li");
  if (button.value.split(" ")[1] === "up") row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  row.dispatchEvent(new Event("input", { bubbles: true }));
  button.focus();
});

document.addEventListener("input", (event) => {
  const radio = event.target.closest(".with-text")?.querySelector("input[type=radio]");
  if (radio && event.target !== radio) radio.checked = true;
});

// What was filled in and not sent is kept when the reader leaves the page, and offered when they are back.
const unsent = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (form) unsent.add(form);
});
document.addEventListener("submit", (event) => unsent.delete(event.target));
window.addEventListener("pagehide", () => {
  for (const form of unsent) {
    const typed = new FormData(form);
    typed.set("action", "keep");
    navigator.sendBeacon(form.getAttribute("action"), typed); // its buttons are called "action" too
  }
});
