// The results page: a range drawn over the histogram by mouse, finger or keys; long facet lists in a dialog.
const bars = document.querySelector("svg.bars");
if (bars) {
  const links = [...bars.querySelectorAll("a")];
  let anchor = -1;
  let head = -1;
  let dragged = false;

  const hint = Object.assign(document.createElement("p"), { className: "hidden", textContent: bars.dataset.hint, id: "bars-hint" });
  bars.after(hint);
  bars.setAttribute("aria-describedby", "bars-hint");

  // One stop for the Tab key: the chosen bar or the newest one; arrow keys do the rest.
  const chosen = links.findIndex((link) => link.classList.contains("on"));
  const rest = chosen >= 0 ? chosen : Math.max(0, links.findLastIndex((link) => link.querySelector(".bar")));
  links.forEach((link, index) => link.setAttribute("tabindex", index === rest ? "0" : "-1"));

  const paint = () => {
    const [low, high] = [Math.min(anchor, head), Math.max(anchor, head)];
    links.forEach((link, index) => link.classList.toggle("taken", anchor >= 0 && index >= low && index <= high));
  };
  const range = (link) => new URL(link.getAttribute("href"), location.href).searchParams;
  const go = () => {
    const [low, high] = [Math.min(anchor, head), Math.max(anchor, head)];
    const url = new URL(bars.dataset.url, location.href);
    url.searchParams.set("from", range(links[low]).get("from"));
    url.searchParams.set("to", range(links[high]).get("to"));
    location.assign(url);
  };
  const at = (event) => {
    const box = bars.getBoundingClientRect();
    const place = Math.floor(((event.clientX - box.left) / box.width) * links.length);
    return Math.min(links.length - 1, Math.max(0, place));
  };

  bars.addEventListener("dragstart", (event) => event.preventDefault());
  bars.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    anchor = head = at(event);
    dragged = false;
  });
  bars.addEventListener("pointermove", (event) => {
    if (anchor < 0 || !event.buttons || at(event) === head) return;
    head = at(event);
    if (!dragged) bars.setPointerCapture(event.pointerId);
    dragged = true;
    paint();
  });
  bars.addEventListener("pointerup", () => {
    if (dragged && anchor >= 0) go();
    else anchor = head = -1;
  });
  bars.addEventListener("pointercancel", () => {
    anchor = head = -1;
    dragged = false;
    paint();
  });
  bars.addEventListener("click", (event) => {
    if (dragged) event.preventDefault();
  });
  bars.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const from = links.indexOf(event.target.closest("a"));
    if (step && from >= 0) {
      event.preventDefault();
      const to = Math.min(links.length - 1, Math.max(0, from + step));
      if (event.shiftKey && anchor < 0) anchor = from;
      if (!event.shiftKey) anchor = -1;
      head = to;
      links[from].setAttribute("tabindex", "-1");
      links[to].setAttribute("tabindex", "0");
      links[to].focus();
      paint();
    } else if (event.key === "Enter" && anchor >= 0) {
      event.preventDefault();
      go();
    } else if (event.key === "Escape") {
      anchor = -1;
      paint();
    }
  });
}

// "Why": the page of reasons, opened below the hit.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.why");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  const hit = link.closest("article");
  const shown = hit.querySelector(".reasons");
  if (shown) {
    shown.hidden = !shown.hidden;
    link.setAttribute("aria-expanded", String(!shown.hidden));
    return;
  }
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const reasons = document.adoptNode(page.getElementById("reasons"));
    reasons.removeAttribute("id");
    hit.append(reasons);
    link.setAttribute("aria-expanded", "true");
  } catch {
    location.assign(link.href);
  }
});

// "All 132": the page of the facet, shown over this one; finding, levels and pages change its list in place.
const fetched = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return document.adoptNode(page.getElementById("whole-facet"));
};
const inPlace = (dialog) => {
  let asked = 0;
  const show = async (url, parts) => {
    const own = ++asked;
    try {
      const next = await fetched(url);
      if (own !== asked) return;
      for (const part of parts) dialog.querySelector(part)?.replaceWith(next.querySelector(part) ?? "");
    } catch {
      if (own === asked) location.assign(url);
    }
  };
  const formUrl = (form) => `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
  let wait = 0;
  dialog.addEventListener("input", (event) => {
    const form = event.target.closest("form.find");
    clearTimeout(wait);
    if (form) wait = setTimeout(() => show(formUrl(form), [".listed", "nav.levels"]), 250);
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(wait);
    show(formUrl(event.target), [".listed", "nav.levels"]);
  });
  dialog.addEventListener("click", (event) => {
    const link = event.target.closest(".levels a, .paging a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    show(link.href, [".listed", "nav.levels", "form.find"]);
  });
  dialog.querySelector("form.find input[type=search]")?.focus();
};

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.all");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  try {
    const facet = await fetched(link.href);
    const heading = facet.querySelector("h1");
    const title = Object.assign(document.createElement("h2"), { textContent: heading.textContent, id: "dialog-heading" });
    heading.replaceWith(title);
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-labelledby", title.id);
    const shut = Object.assign(document.createElement("button"), { type: "button", className: "shut", textContent: "×" });
    shut.setAttribute("aria-label", document.getElementById("facets").dataset.shut);
    shut.addEventListener("click", () => dialog.close());
    dialog.append(shut, facet);
    dialog.addEventListener("close", () => {
      dialog.remove();
      link.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
    inPlace(dialog);
  } catch {
    location.assign(link.href);
  }
});
