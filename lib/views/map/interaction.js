// Pointer, touch and keyboard. An area is sent to the page by click, Enter, or a second tap.

const DIRECTIONS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

// The nearest of `things` in a direction; what lies beside the way counts double.
function ahead(map, things, placeOf, from, [dx, dy]) {
  const start = map.latLngToContainerPoint(placeOf(from));
  let best = null, least = Infinity;
  for (const thing of things) {
    if (thing === from) continue;
    const point = map.latLngToContainerPoint(placeOf(thing)).subtract(start);
    const forward = point.x * dx + point.y * dy;
    const aside = Math.abs(point.x * dy) + Math.abs(point.y * dx);
    if (forward <= 0 || aside > 2 * forward) continue;
    const cost = forward + 2 * aside;
    if (cost < least) [best, least] = [thing, cost];
  }
  return best;
}

class Interaction {
  // `view` is the AreaMap; `send` tells the page which area was chosen.
  constructor(view, send) {
    this.view = view;
    this.send = send;
    this.current = null;          // the area that the keyboard is on
    this.pointer = "mouse";
    const { map } = view;
    this.container = map.getContainer();
    this.live = make("div", "area-unseen", null, this.container);
    this.live.setAttribute("aria-live", "polite");
    this.wired = new WeakSet();
    this.listen(map);
  }

  listen(map) {
    const on = (name, handler) => this.container.addEventListener(name, handler);
    on("pointerdown", (event) => { this.pointer = event.pointerType; });
    on("keydown", (event) => this.onKey(event));
    on("pointerleave", () => { if (this.pointer !== "touch") this.leave(); });
    on("focus", () => map.scrollWheelZoom.enable());
    on("blur", () => { map.scrollWheelZoom.disable(); this.leave(); });
    map.on("click", () => this.leave());
  }

  // Called for each level that is shown; listens to it once.
  wire(group) {
    if (this.wired.has(group)) return;
    this.wired.add(group);
    const over = (event) => this.hover(event.propagatedFrom.code, event.containerPoint);
    group.on("mouseover mousemove", over);
    group.on("mouseout", () => { if (this.pointer !== "touch") this.leave(); });
    group.on("click", (event) => this.click(event.propagatedFrom.code));
  }

  hover(code, point) {
    if (this.pointer === "touch" || !this.view.picture?.areas.has(code)) return;
    if (this.view.card.code === code) this.view.card.move(point);
    else this.mark(code, point);
  }

  mark(code, point, hint) {
    this.view.card.show(code, this.view.picture, point, hint);
    this.view.layers.markHover(code);
    this.view.link.tellHover(code);
  }

  // The area that a linked map shows, or none; it is not told on.
  showOther(code) {
    const { card, layers, map, picture } = this.view;
    if (code === null || !picture.areas.has(code)) {
      card.hide();
      layers.markHover(null);
    } else {
      card.show(code, picture, map.latLngToContainerPoint(centreOf(code)));
      layers.markHover(code);
    }
  }

  click(code) {
    const { picture, card } = this.view;
    if (!picture?.areas.has(code)) return;
    if (this.pointer === "touch" && card.code !== code) {
      this.mark(code, null, WORDS[picture.lang].again);
      return;
    }
    this.send(code);
  }

  leave() {
    if (this.view.card.code !== null) this.view.link.tellHover(null);
    this.view.card.hide();
    this.view.layers.markHover(null);
  }

  onKey(event) {
    if (event.target !== this.container || event.ctrlKey || event.metaKey || event.altKey) return;
    const { view } = this;
    if (!view.picture) return;
    const act = {
      Enter: () => this.current && this.send(this.current),
      Escape: () => this.climb(),
      Home: () => view.goHome(),
      "+": () => view.zoomBy(1), "=": () => view.zoomBy(1), "-": () => view.zoomBy(-1),
    }[event.key] ?? (event.key in DIRECTIONS && (() => this.step(DIRECTIONS[event.key])));
    if (!act) return;
    event.preventDefault();
    act();
  }

  climb() {
    this.leave();
    const parent = parentOf(this.view.picture.focus);
    if (parent) this.send(parent);
  }

  // Areas that the arrows walk over: those with figures, within the focus when there are any.
  walkable() {
    const { areas, focus } = this.view.picture;
    const inside = [...areas.keys()].filter((code) => isWithin(code, focus));
    return inside.length ? inside : [...areas.keys()];
  }

  step(direction) {
    const codes = this.walkable();
    const { map } = this.view;
    this.current = codes.includes(this.current)
      ? ahead(map, codes, centreOf, this.current, direction) ?? this.current
      : this.firstOf(codes);
    if (!this.current) return;
    map.panInside(centreOf(this.current), { padding: [60, 60], animate: false });
    this.mark(this.current, map.latLngToContainerPoint(centreOf(this.current)));
    this.read(this.current);
  }

  firstOf(codes) {
    const { map, picture } = this.view;
    if (codes.includes(picture.selected)) return picture.selected;
    const centre = map.getCenter();
    const far = (code) => centre.distanceTo(centreOf(code));
    return codes.reduce((best, code) => (best === null || far(code) < far(best) ? code : best), null);
  }

  read(code) {
    const { lang, areas } = this.view.picture;
    const { text, note, mark } = areas.get(code);
    const sign = markLabel(this.view.picture, mark);
    this.live.textContent =
      [fullName(code, lang), parentNames(code, lang), text, sign, note].filter(Boolean).join(", ");
  }

  // A new picture: the card on show keeps to its area with the new figures.
  refresh() {
    const { card, picture } = this.view;
    if (this.current && !picture.areas.has(this.current)) this.current = null;
    if (card.code && !picture.areas.has(card.code)) this.leave();
    else if (card.code && !card.element.classList.contains("is-corner")) {
      const { transform } = card.element.style;
      card.show(card.code, picture, { x: 0, y: 0 });
      card.element.style.transform = transform;
    }
  }
}
