// The search box: completion (the combobox of WAI-ARIA), history kept in this browser alone, "/" to reach it.
const KEY = "zhenwen.history";
const KEPT = 12;
const WAIT = 120;

const read = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((text) => typeof text === "string") : [];
  } catch {
    return [];
  }
};
const write = (texts) => {
  try {
    if (texts.length) localStorage.setItem(KEY, JSON.stringify(texts.slice(0, KEPT)));
    else localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing keeps no history.
  }
};
const remember = (text) => write([text, ...read().filter((other) => other !== text)]);

const element = (name, properties = {}, children = []) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

class Combobox {
  constructor(form) {
    this.form = form;
    this.input = form.elements.namedItem("q");
    this.options = [];
    this.active = -1;
    this.build();
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("focus", () => this.input.value || this.showHistory());
    this.input.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || this.close());
    form.addEventListener("submit", () => {
      const text = this.input.value.trim();
      if (text) remember(text);
      this.status.textContent = form.dataset.busy;
      form.setAttribute("aria-busy", "true");
    });
    // A page that comes back from the browser's memory is done with its search.
    window.addEventListener("pageshow", () => form.removeAttribute("aria-busy"));
  }

  build() {
    this.list = element("ul", { id: "suggestions", role: "listbox" });
    this.list.setAttribute("aria-label", this.input.getAttribute("aria-label"));
    this.forget = element("button", { type: "button", textContent: this.form.dataset.forget });
    this.heading = element("p", { hidden: true }, [element("span", { textContent: this.form.dataset.history }), this.forget]);
    this.popup = element("div", { className: "popup", hidden: true }, [this.heading, this.list]);
    this.status = element("span", { className: "hidden", role: "status" });
    this.form.append(this.popup, this.status);
    this.forget.addEventListener("click", () => {
      write([]);
      this.close();
      this.input.focus();
    });
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions" };
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
    // A press on an option must not take the focus from the input, which would close the list.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const index = this.options.indexOf(event.target.closest("li"));
      if (index >= 0) this.take(index);
    });
  }

  later() {
    clearTimeout(this.timer);
    if (!this.input.value.trim()) {
      this.abort?.abort();
      this.showHistory();
      return;
    }
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    this.abort?.abort();
    this.abort = new AbortController();
    const text = this.input.value.trim();
    try {
      const answer = await fetch(`${this.form.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: this.abort.signal });
      if (!answer.ok) return;
      const [, texts, notes = [], urls = []] = await answer.json();
      if (this.input.value.trim() === text && document.activeElement === this.input) {
        this.show(texts.map((one, index) => ({ text: one, note: notes[index], url: urls[index] })), false);
      }
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  showHistory() {
    this.show(read().map((text) => ({ text })), true);
  }

  show(items, fromHistory) {
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.items = items;
    this.options = items.map(({ text, note }, index) => {
      const option = element("li", { id: `suggestion-${index}`, role: "option" }, [element("b", { textContent: text })]);
      if (note) option.append(element("span", { textContent: note }));
      option.setAttribute("aria-selected", "false");
      return option;
    });
    this.list.replaceChildren(...this.options);
    this.heading.hidden = !fromHistory;
    this.popup.hidden = items.length === 0;
    this.input.setAttribute("aria-expanded", String(items.length > 0));
    this.status.textContent = items.length ? this.form.dataset.found.replace("{n}", items.length) : "";
  }

  close() {
    clearTimeout(this.timer);
    this.abort?.abort();
    this.show([], false);
  }

  move(step) {
    const count = this.options.length + 1; // one more place: the input itself
    this.active = ((this.active + 1 + step + count) % count) - 1;
    this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.active)));
    const option = this.options[this.active];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  take(index) {
    const { text, url } = this.items[index];
    if (url) {
      remember(text);
      location.assign(url);
      return;
    }
    this.input.value = text;
    this.close();
    this.form.requestSubmit();
  }

  key(event) {
    if (event.isComposing) return;
    const open = !this.popup.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) this.input.value.trim() ? this.ask() : this.showHistory();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.take(this.active);
    }
  }
}

for (const form of document.querySelectorAll("form.box")) new Combobox(form);

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  event.preventDefault();
  const input = document.querySelector("form.box input[name=q]");
  input.focus();
  input.select();
});
