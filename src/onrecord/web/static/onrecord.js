// Comfort only: every page works without it. A finding's pieces light up together; "/" goes to the search box.
"use strict";

const lit = [];

function light(target) {
  for (const element of lit.splice(0)) element.classList.remove("on");
  const finding = target && target.closest("[data-f]");
  if (!finding) return;
  for (const id of finding.dataset.f.split(" ")) {
    for (const element of document.querySelectorAll(`[data-f~="${CSS.escape(id)}"]`)) {
      element.classList.add("on");
      lit.push(element);
    }
  }
}

document.addEventListener("pointerover", (event) => light(event.target));
document.addEventListener("focusin", (event) => light(event.target));

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const box = document.querySelector("#q, #find");
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  }
  if (event.key === "Escape" && document.activeElement.matches("[data-note]")) document.activeElement.blur();
});
