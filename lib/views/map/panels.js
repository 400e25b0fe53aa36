// The parts of the map made of HTML: hover card, legend, source line, buttons.
// Texts go in as textContent only, so that nothing in a name or a note is read as markup.

function make(tag, className, text, parent) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined && text !== null) element.textContent = text;
  parent?.append(element);
  return element;
}

function swatch(colour, parent) {
  const box = make("span", "area-swatch", null, parent);
  if (colour in PATTERN_FILL) box.classList.add(`is-${colour}`);
  else box.style.backgroundColor = colour;
  return box;
}

class HoverCard {
  constructor(container) {
    this.container = container;
    this.element = make("div", "area-card", null, container);
    this.element.hidden = true;
    this.code = null;
  }

  // `at` is a point in container pixels, or null for the corner (touch).
  show(code, picture, at, hint = "") {
    const area = picture.areas.get(code);
    const lines = [
      ["area-card-name", fullName(code, picture.lang)],
      ["area-card-parents", parentNames(code, picture.lang)],
      ["area-card-title", picture.title],
      ["area-card-value", area?.text],
      ["area-card-note", area?.note],
      ["area-card-hint", hint],
    ];
    this.element.replaceChildren(
      ...lines.filter(([, text]) => text).map(([className, text]) => make("div", className, text)));
    this.code = code;
    this.element.hidden = false;
    this.move(at);
  }

  // Beside the pointer, on the side where there is room, and never over the edge.
  move(at) {
    this.element.classList.toggle("is-corner", !at);
    if (!at) {
      this.element.style.transform = "";
      return;
    }
    const gap = 14, margin = 6;
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const { clientWidth, clientHeight } = this.container;
    const right = at.x + gap + width + margin <= clientWidth;
    const below = at.y + gap + height + margin <= clientHeight;
    const x = right ? at.x + gap : at.x - gap - width;
    const y = below ? at.y + gap : at.y - gap - height;
    const clamp = (value, most) => Math.round(Math.max(margin, Math.min(value, most - margin)));
    this.element.style.transform =
      `translate(${clamp(x, clientWidth - width)}px, ${clamp(y, clientHeight - height)}px)`;
  }

  hide() {
    this.code = null;
    this.element.hidden = true;
  }
}

// A closed legend still shows the colours in a row; it starts closed on narrow screens.
class Legend {
  constructor(container) {
    const foot = make("div", "area-foot", null, container);
    this.container = container;
    this.element = make("details", "area-legend", null, foot);
    this.chosen = false;             // whether the viewer opened or closed it
    this.adapt();
    this.element.addEventListener("click", (event) => {
      if (event.target.closest("summary")) this.chosen = true;
    });
    this.source = make("div", "area-source", null, foot);
    this.drawn = "";
    L.DomEvent.disableClickPropagation(this.element);
    L.DomEvent.disableScrollPropagation(this.element);
  }

  adapt() {
    if (!this.chosen) this.element.open = this.container.clientWidth >= 560;
  }

  show(picture) {
    const wanted = JSON.stringify(
      [picture.lang, picture.title, picture.subtitle, picture.source, picture.legend]);
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    this.source.textContent = picture.source;
    const summary = make("summary");
    summary.title = WORDS[picture.lang].legend;
    const heading = make("span", "area-legend-heading", null, summary);
    make("span", "area-legend-title", picture.title, heading);
    if (picture.subtitle) make("span", "area-legend-unit", picture.subtitle, heading);
    const strip = make("span", "area-strip", null, summary);
    strip.setAttribute("aria-hidden", "true");
    const list = make("ul");
    for (const [label, colour, count] of picture.legend) {
      swatch(colour, strip);
      const row = make("li", colour in PATTERN_FILL ? "is-pattern" : "", null, list);
      swatch(colour, row);
      make("span", "area-legend-label", label, row);
      const number = make("span", "area-legend-count", count.toLocaleString("en"), row);
      number.title = WORDS[picture.lang].areas;
    }
    this.element.replaceChildren(summary, list);
  }
}

const ICONS = {
  zoomIn: "M12 5v14M5 12h14",
  zoomOut: "M5 12h14",
  home: "M4 11.5 12 5l8 6.5M6.5 10v9h11v-9",
};

class Buttons {
  // `actions` maps zoomIn, zoomOut and home to functions.
  constructor(container, actions) {
    const bar = make("div", "area-buttons", null, container);
    L.DomEvent.disableClickPropagation(bar);
    this.bar = bar;
    this.buttons = Object.entries(actions).map(([name, action]) => {
      const button = make("button", "", null, bar);
      button.type = "button";
      button.dataset.action = name;
      const icon = svgElement("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, button);
      svgElement("path", { d: ICONS[name] }, icon);
      button.addEventListener("click", action);
      return button;
    });
  }

  say(lang) {
    for (const button of this.buttons) {
      const text = WORDS[lang][button.dataset.action];
      button.title = text;
      button.setAttribute("aria-label", text);
    }
  }
}
