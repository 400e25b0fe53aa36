// The parts of the map made of HTML: hover card, legend, source line, buttons.
// Texts go in as textContent only, so that nothing in a name or a note is read as markup.

function make(tag, className, text, parent) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined && text !== null) element.textContent = text;
  parent?.append(element);
  return element;
}

function swatch(colour, parent, label = "") {
  const box = make("span", "area-swatch", null, parent);
  if (colour in PATTERN_FILL) box.classList.add(`is-${colour}`);
  else if (colour in SIGN) {
    box.classList.add("is-sign");
    signElementOf(colour, 16, box, label);
  } else box.style.backgroundColor = colour;
  return box;
}

// What the legend says about a mark.
function markLabel(picture, mark) {
  return mark ? picture.legend.find(([, colour]) => colour === mark)?.[0] ?? "" : "";
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
      ["area-card-mark", markLabel(picture, area?.mark)],
      ["area-card-note", area?.note],
      ["area-card-hint", hint],
    ];
    this.say(lines, at);
    this.code = code;
    const mark = this.element.querySelector(".area-card-mark");
    if (mark) mark.prepend(signElementOf(area.mark, 13, undefined, area.label));
  }

  // Lines as [class, text]; those without a text are left out.
  say(lines, at) {
    this.element.replaceChildren(
      ...lines.filter(([, text]) => text).map(([className, text]) => make("div", className, text)));
    this.code = null;
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
    if (!this.chosen) this.element.open = this.container.clientWidth >= 620;
  }

  // `radiusOf` tells how large a value's circle is, in a picture with circles.
  show(picture, radiusOf) {
    const radii = picture.circles?.steps.map((step) => radiusOf(step).toFixed(1));
    const wanted = JSON.stringify([picture.lang, picture.title, picture.subtitle, picture.source,
      picture.legend, picture.circles, radii, picture.points?.legend]);
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
    // Near, points take the place of circles, and what the colours of circles mean goes with them.
    const list = make("ul", picture.circles ? "is-of-circles" : "");
    if (picture.circles) strip.classList.add("is-of-circles");
    const sample = [...picture.areas.values()].some((area) => area.label) ? "1" : "";
    for (const [label, colour, count] of picture.legend) {
      swatch(colour, strip, sample);
      const kind = colour in PATTERN_FILL ? "is-pattern" : colour in SIGN ? "is-mark" : "";
      const row = make("li", kind, null, list);
      swatch(colour, row, sample);
      this.say(label, count, row, picture);
    }
    this.element.replaceChildren(summary, list);
    if (picture.circles) circleKey(picture.circles, radiusOf, this.element);
    if (picture.points) this.showPoints(picture, summary);
  }

  say(label, count, row, { lang }) {
    make("span", "area-legend-label", label, row);
    const number = make("span", "area-legend-count", count.toLocaleString("en"), row);
    number.title = WORDS[lang].areas;
  }

  // Far a line says that there are points; near their kinds, in the row of a closed legend too.
  showPoints({ lang, points }, summary) {
    const strip = make("span", "area-strip is-points", null, summary);
    strip.setAttribute("aria-hidden", "true");
    make("div", "area-legend-unit is-points", WORDS[lang].nearer, this.element);
    const list = make("ul", "is-points", null, this.element);
    const sign = (kind, colour, parent) =>
      pointElement(kind, colour, make("span", "area-swatch is-sign", null, parent), 16);
    points.legend.forEach(([label, colour, count], kind) => {
      sign(kind, colour, strip);
      const row = make("li", "", null, list);
      sign(kind, colour, row);
      make("span", "area-legend-label", label, row);
      make("span", "area-legend-count", count.toLocaleString("en"), row);
    });
    const row = make("li", "", null, list);
    make("span", "area-cluster is-mixed", "9", make("span", "area-swatch is-sign", null, row));
    make("span", "area-legend-label", WORDS[lang].pointRing, row);
  }
}

const ICONS = {
  zoomIn: "M12 5v14M5 12h14",
  zoomOut: "M5 12h14",
  home: "M4 11.5 12 5l8 6.5M6.5 10v9h11v-9",
  centres: "M6 6h12v12H6zM12 10v4M10 12h4",
};

class Buttons {
  // `actions` maps zoomIn, zoomOut and home to functions.
  constructor(container, actions) {
    const bar = make("div", "area-buttons", null, container);
    L.DomEvent.disableClickPropagation(bar);
    this.bar = bar;
    this.buttons = Object.entries(actions).map(([name, action]) => this.button(name, action));
  }

  button(name, action) {
    const button = make("button", "", null, this.bar);
    button.type = "button";
    button.dataset.action = name;
    const icon = svgElement("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, button);
    svgElement("path", { d: ICONS[name] }, icon);
    make("span", "area-button-text", null, button);
    button.addEventListener("click", action);
    return button;
  }

  // A button that is on or off (aria-pressed); hidden until something offers it.
  addSwitch(name, action) {
    const button = this.button(name, action);
    button.hidden = true;
    this.buttons.push(button);
    return button;
  }

  say(lang) {
    for (const button of this.buttons) {
      const text = WORDS[lang][button.dataset.action];
      button.title = text;
      button.setAttribute("aria-label", text);
      button.lastChild.textContent = text;
    }
  }
}
