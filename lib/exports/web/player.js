// The player of slides. `data` is what lib/exports/web/slides.py gives: slides as HTML, all of their
// words escaped there. Shown as small slides to choose from; the show itself is a modal dialog, so it
// lies above everything. Once here, it needs no connection.

const IDLE = 2500; // ms after which the pointer is hidden
const SWIPE = 60; // px
const NEXT = ["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"];
const BACK = ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"];
const shows = new WeakMap();

function element(name, attributes = {}, text = null) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  return made;
}

// A slide as its HTML; it comes from the server, which escapes what people wrote.
function stage(slide) {
  const made = element("div", { class: "stage" });
  made.innerHTML = slide.html;
  return made;
}

class Show {
  constructor(root) {
    this.root = root;
    this.place = 0;
    this.timer = 0;
    this.dialog = element("dialog", { class: "show" });
    this.screen = element("div", { class: "screen", tabindex: "-1" });
    this.notes = element("aside", { class: "notes", hidden: "" });
    this.help = element("aside", { class: "help", hidden: "" });
    this.said = element("div", { class: "said", "aria-live": "polite" });
    this.black = element("div", { class: "black", hidden: "" });
    this.leave = element("button", { type: "button", class: "leave" });
    // Browsers give no dialog the full screen, but they do give it to what is in one.
    this.room = element("div", { class: "room" });
    this.room.append(this.screen, this.notes, this.help, this.black, this.leave, this.said);
    this.dialog.append(this.room);
    root.append(this.dialog);
    this.listen();
  }

  listen() {
    const { dialog } = this;
    dialog.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("pointermove", (event) => this.awake(event));
    this.leave.onclick = () => dialog.close();
    dialog.addEventListener("close", () => this.left());
    // The browser's own Esc leaves the full screen first: one Esc leaves the show.
    this.onFull = () => {
      if (!document.fullscreenElement && this.wasFull) dialog.close();
      this.wasFull = Boolean(document.fullscreenElement);
    };
    document.addEventListener("fullscreenchange", this.onFull);
    let from = null;
    dialog.addEventListener("pointerdown", (event) => {
      this.awake(event);
      // What is to be read or pressed is no place to move on from.
      from = this.leave.contains(event.target) || this.notes.contains(event.target) ? null : event;
    });
    dialog.addEventListener("pointercancel", () => (from = null));
    dialog.addEventListener("pointerup", (event) => {
      if (!from || event.button) return;
      const moved = event.clientX - from.clientX;
      from = null;
      if (Math.abs(moved) > SWIPE) this.go(moved < 0 ? 1 : -1);
      else this.go(event.clientX < dialog.clientWidth / 3 ? -1 : 1);
    });
  }

  open(place) {
    this.place = place;
    this.black.hidden = this.help.hidden = true;
    this.dialog.showModal();
    this.draw();
    this.screen.focus();
    this.fill();
    navigator.wakeLock?.request("screen").then((lock) => (this.lock = lock), () => {});
    this.time(this.data.seconds > 0);
    this.awake();
  }

  // Refused without a hand on it, and on some phones always: the window will do.
  fill() {
    const asked = this.room.requestFullscreen?.();
    asked?.then(() => this.dialog.open || document.exitFullscreen()).catch(() => {});
  }

  left() {
    this.time(false);
    this.lock?.release();
    this.lock = null;
    this.back();
    // Leaving the full screen moves the focus once more.
    if (document.fullscreenElement) document.exitFullscreen().then(() => this.back(), () => {});
  }

  // To what began the show; where new figures have taken its place, to the first button.
  back() {
    const { opener } = this;
    (opener?.isConnected ? opener : this.root.querySelector(".start"))?.focus();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = { Home: 0, End: this.data.slides.length - 1 }[event.key];
    const letter = event.key.toLowerCase();
    if (event.target === this.leave && [" ", "Enter"].includes(event.key)) return;
    if (NEXT.includes(event.key)) this.go(1);
    else if (BACK.includes(event.key)) this.go(-1);
    else if (at !== undefined) this.go(at - this.place);
    else if (letter === "n") this.toggle(this.notes);
    else if (letter === "b" || letter === ".") this.toggle(this.black);
    else if (letter === "h" || letter === "?") this.toggle(this.help);
    else if (letter === "t") this.time(!this.timer);
    else if (letter === "f") this.full();
    // Clickers send F5 to begin: here it would load the page anew. Nor are other keys for the page.
    else if (event.key !== "F5" && event.key.length > 1) return;
    event.preventDefault();
    event.stopPropagation();
  }

  go(steps) {
    const count = this.data.slides.length;
    const next = Math.min(Math.max(this.place + steps, 0), count - 1);
    this.black.hidden = true;
    if (next === this.place) return;
    this.place = next;
    this.draw();
    if (this.timer) this.time(true);
  }

  draw() {
    const slide = this.data.slides[this.place];
    this.screen.replaceChildren(stage(slide));
    this.said.textContent = `${this.place + 1} / ${this.data.slides.length}. ${slide.headline}`;
    const list = element("ul");
    slide.notes.forEach((note) => list.append(element("li", {}, note)));
    this.notes.replaceChildren(element("h3", {}, this.data.words.notes), list);
    this.dialog.dataset.place = String(this.place + 1);
  }

  // By hand, or to the next slide after some seconds and from the last to the first.
  time(on) {
    clearTimeout(this.timer);
    this.timer = 0;
    this.dialog.toggleAttribute("data-timed", on);
    if (!on) return;
    this.timer = setTimeout(() => {
      const count = this.data.slides.length;
      this.go(this.place === count - 1 ? -this.place : 1);
      this.time(true);
    }, 1000 * (this.data.seconds || 20));
  }

  toggle(part) {
    part.hidden = !part.hidden;
  }

  full() {
    if (document.fullscreenElement) {
      this.wasFull = false; // asked for: the show goes on in the window
      document.exitFullscreen();
    } else this.fill();
  }

  // A finger has no Esc: it is shown a way out for as long as the pointer would be.
  awake(event) {
    this.dialog.classList.remove("idle");
    this.dialog.classList.toggle("touched", event?.pointerType === "touch");
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.dialog.classList.add("idle"), IDLE);
  }

  // New figures while the show runs: the same slide stays, by its name.
  update(data) {
    const key = this.data?.slides[this.place]?.key;
    const changed = this.data && this.data.digest !== data.digest;
    this.data = data;
    this.dialog.setAttribute("aria-label", data.title);
    this.dialog.lang = data.language;
    this.help.replaceChildren(element("p", {}, data.words.help));
    this.leave.textContent = data.words.leave;
    const same = data.slides.findIndex((slide) => slide.key === key);
    this.place = same >= 0 ? same : Math.max(0, Math.min(this.place, data.slides.length - 1));
    if (!data.slides.length) this.dialog.close();
    if (!this.dialog.open || !changed) return;
    this.draw();
    this.dialog.classList.add("fresh");
    setTimeout(() => this.dialog.classList.remove("fresh"), 1500);
  }

  end() {
    clearTimeout(this.timer);
    document.removeEventListener("fullscreenchange", this.onFull);
  }
}

// The slides side by side, each a button that starts the show there.
function tray(data, show) {
  const made = element("div", { class: "tray" });
  const start = element("button", { type: "button", class: "start" }, data.words.start);
  start.onclick = () => ((show.opener = start), show.open(0));
  made.append(start, element("p", { class: "hint" }, data.words.help));
  const list = element("ol", { class: "slides" });
  data.slides.forEach((slide, place) => {
    const label = data.words.from.replace("{page}", place + 1).replace("{headline}", () => slide.headline);
    const button = element("button", { type: "button", class: "small", "aria-label": label });
    const inside = stage(slide);
    inside.setAttribute("aria-hidden", "true");
    inside.inert = true;
    button.append(inside);
    button.onclick = () => ((show.opener = button), show.open(place));
    const item = element("li");
    item.append(button);
    list.append(item);
  });
  made.append(list);
  return made;
}

export default function player({ data, parentElement: root }) {
  let show = shows.get(root);
  if (!show) {
    show = new Show(root);
    shows.set(root, show);
  }
  const old = root.querySelector(".tray");
  if (old?.dataset.digest !== data.digest) {
    const made = tray(data, show);
    made.dataset.digest = data.digest;
    if (old) old.replaceWith(made);
    else root.prepend(made);
  }
  show.update(data);
  return () => {
    if (root.isConnected) return;
    show.end();
    shows.delete(root);
  };
}
