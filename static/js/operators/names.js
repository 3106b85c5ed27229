// Fields that name users, groups or leagues, one a line: with this they are chips, and a box that finds more.
// Without it they are what they were, lines of text; the lines stay what is sent.
const WAIT_MS = 200;
const PATIENCE_MS = 5000;
const ID = /\s+[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const linesOf = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
export const nameOf = (line) => line.replace(ID, "") || line;
export const without = (text, line) => linesOf(text).filter((each) => each !== line).join("\n");
export const withLine = (text, line) => [...linesOf(text).filter((each) => each !== line), line].join("\n");

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

class Names {
  constructor(lines, address, number) {
    this.lines = lines;
    this.address = address;
    this.label = lines.labels[0];
    this.chips = element("ul", "chips");
    this.box = element("input", "find");
    this.found = element("ul", "found");
    this.said = element("p", "quiet said");
    this.timer = 0;
    this.asked = 0;
    Object.assign(this.box, { type: "search", id: `find-${number}`, autocomplete: "off", maxLength: 100 });
    this.box.placeholder = "Find by a part of the name";
    this.box.setAttribute("aria-controls", `found-${number}`);
    this.found.id = `found-${number}`;
    this.said.setAttribute("role", "status");
    this.label.htmlFor = this.box.id;
    const described = lines.getAttribute("aria-describedby");
    if (described) this.box.setAttribute("aria-describedby", described);
    lines.hidden = true;
    lines.after(this.chips, this.box, this.said, this.found);
    this.box.addEventListener("input", () => this.findSoon());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("paste", (event) => this.paste(event));
    // What was typed and not picked is meant too: the site reads it, or says what is wrong with it.
    lines.form.addEventListener("submit", () => this.add(this.box.value));
    this.show();
  }

  show() {
    this.chips.replaceChildren(...linesOf(this.lines.value).map((line) => this.chip(line)));
  }

  chip(line) {
    const chip = element("li", "chip");
    const away = element("button", "away", "×");
    away.type = "button";
    away.setAttribute("aria-label", `Take ${nameOf(line)} out`);
    away.addEventListener("click", () => {
      this.lines.value = without(this.lines.value, line);
      this.show();
      this.box.focus();
    });
    const name = element("span", "", nameOf(line));
    name.title = line;
    chip.append(name, away);
    return chip;
  }

  add(text) {
    for (const line of linesOf(text)) this.lines.value = withLine(this.lines.value, line);
    this.box.value = "";
    this.close();
    this.show();
  }

  key(event) {
    if (event.key === "Escape") this.close();
    if (event.key !== "Enter") return;
    event.preventDefault(); // which would send the form
    const first = this.found.querySelector("button");
    if (first) first.click();
    else this.add(this.box.value);
  }

  paste(event) {
    const text = event.clipboardData.getData("text");
    if (linesOf(text).length < 2) return;
    event.preventDefault();
    this.add(text);
  }

  findSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.find(), WAIT_MS);
  }

  async find() {
    const text = this.box.value.trim();
    const asked = ++this.asked;
    if (!text) return this.close();
    try {
      const address = `${this.address}${this.lines.dataset.kind}/?${new URLSearchParams({ q: text })}`;
      const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!response.ok || response.redirected) throw new Error(`status ${response.status}`);
      const { results } = await response.json();
      if (asked === this.asked) this.offer(results);
    } catch {
      if (asked === this.asked) this.said.textContent = "The site doesn't answer. Type again to ask once more.";
    }
    return undefined;
  }

  offer(results) {
    const here = new Set(linesOf(this.lines.value));
    const others = results.filter(({ line }) => !here.has(line));
    this.said.textContent = others.length ? "" : results.length ? "Named already." : "Nobody fits.";
    this.found.replaceChildren(...others.map((each) => this.choice(each, results)));
  }

  choice({ name, line }, results) {
    const item = element("li", "");
    // Two leagues may have one name: then the id says which.
    const twins = results.filter((each) => each.name === name).length > 1;
    const button = element("button", "pick", twins ? line : name);
    button.type = "button";
    button.addEventListener("click", () => {
      this.add(line);
      this.box.focus();
    });
    item.append(button);
    return item;
  }

  close() {
    this.asked += 1;
    this.said.textContent = "";
    this.found.replaceChildren();
  }
}

if (typeof document !== "undefined") {
  const address = document.querySelector("form[data-find]")?.dataset.find.replace(/user\/$/, "");
  if (address) {
    document.querySelectorAll("textarea[data-kind]").forEach((lines, number) => new Names(lines, address, number));
  }
}
