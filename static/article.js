// The article page: from hit to hit, and the citation to the clipboard.
const walk = document.querySelector("nav.walk");
const marks = [...document.querySelectorAll("article mark")];
if (walk && marks.length) {
  let at = -1;
  const place = Object.assign(document.createElement("span"), { className: "place" });
  place.setAttribute("role", "status");
  const button = (label, sign, step) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: sign });
    made.setAttribute("aria-label", label);
    made.addEventListener("click", () => show(at + step));
    return made;
  };
  const tell = () => {
    place.textContent = walk.dataset.place.replace("{n}", Math.max(1, at + 1)).replace("{total}", marks.length);
  };
  const show = (index) => {
    marks[at]?.classList.remove("here");
    at = (index + marks.length) % marks.length;
    marks[at].classList.add("here");
    marks[at].scrollIntoView({ block: "center" });
    tell();
  };
  const named = marks.findIndex((mark) => `#${mark.id}` === location.hash);
  const pill = Object.assign(document.createElement("div"), { className: "pill" });
  pill.append(button(walk.dataset.previous, "↑", -1), place, button(walk.dataset.next, "↓", 1));
  walk.append(pill);
  walk.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    show(marks.findIndex((mark) => `#${mark.id}` === link.hash));
  });
  tell();
  if (named >= 0) show(named);
}

for (const copy of document.querySelectorAll("button.copy")) {
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    const before = copy.textContent;
    await navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).textContent.trim());
    copy.textContent = copy.dataset.done;
    setTimeout(() => (copy.textContent = before), 2000);
  });
}
