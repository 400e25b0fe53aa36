// The map as a whole. The page calls `areaMap.start` once and `areaMap.paint` for each picture;
// painting restyles what is there, so that a change of figures neither rebuilds nor remounts.

const REDUCED = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// Before folium makes the map: these options are not among those that it writes itself.
L.Map.mergeOptions({
  zoomSnap: 0.1, zoomDelta: 0.8, minZoom: 6, maxZoom: 14, wheelPxPerZoomLevel: 110,
  doubleClickZoom: false, scrollWheelZoom: false, keyboard: false, attributionControl: false,
  boxZoom: false, maxBoundsViscosity: 0.8,
  trackResize: false,  // the ResizeObserver below does that
  ...(REDUCED && { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false,
    inertia: false }),
});

// Packed text (base64 of zlib of JSON, see payload.py) as the value that it holds.
async function inflate(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

// A packed picture, with areas by code.
async function unpack(packed) {
  const picture = await inflate(packed);
  if (!isArea(picture.focus)) picture.focus = ROOT;
  picture.areas = new Map(picture.codes.map((code, i) => [code, {
    fill: picture.fills[i], text: picture.texts[i], note: picture.notes[i] ?? "",
    mark: picture.marks[i] ?? "", size: picture.sizes[i] ?? 0,
    label: picture.labels[i] ?? "" }]));
  if (picture.circles) {
    const [most, steps, label] = picture.circles;
    picture.circles = { most, steps, label };
  }
  return picture;
}

class AreaMap {
  constructor(map) {
    this.map = map;
    this.picture = null;
    this.moved = false;            // whether the viewer left the view that was fitted
    this.allZoom = 8;
    this.waiting = true;           // no fit yet, as there was no room to fit into
    const container = map.getContainer();
    map.setView(boundsOf(ROOT).getCenter(), 8, { animate: false });
    // As an option it holds dragging back; `setMaxBounds` would also pan after every fit.
    map.options.maxBounds = boundsOf(ROOT).pad(0.9);
    shapeTiles(map.getSize());
    this.layers = new AreaLayers(map);
    this.circles = new AreaCircles(map, this.layers);
    this.rings = new RingLayer(map, this.layers);
    this.marks = new AreaMarks(map, this.layers);
    this.labels = new AreaLabels(map);
    this.legend = new Legend(container);
    this.card = new HoverCard(container);
    this.buttons = new Buttons(container, {
      zoomIn: () => this.zoomBy(1), zoomOut: () => this.zoomBy(-1), home: () => this.goHome() });
    this.link = new MapLink(this);
    this.interaction = new Interaction(this, sendClick);
    this.interaction.wire(this.circles.group);
    this.points = new PointLayer(this);
    this.centres = new CentreLayer(this);
    this.spot = new SpotLayer(this);
    this.labels.redraw = () => this.relabel();
    this.legend.element.addEventListener("toggle", () => this.relabel());
    this.follow(container);
  }

  follow(container) {
    this.map.on("moveend zoomend", () => this.rescale());
    this.map.on("moveend", () => this.settle());
    this.map.on("dragstart", () => { this.moved = true; });
    container.addEventListener("wheel", () => {
      if (this.map.scrollWheelZoom.enabled()) this.moved = true;
    }, { passive: true });
    container.addEventListener("touchstart", (event) => {
      if (event.touches.length > 1) this.moved = true;
    }, { passive: true });
    new ResizeObserver(() => this.resize()).observe(container);
  }

  resize() {
    this.legend.adapt();
    this.map.invalidateSize({ pan: false, animate: false });
    if (shapeTiles(this.map.getSize())) this.remakeTiles();
    if (this.picture && (this.waiting || !this.moved)) this.fit(false);
    else this.rescale();
  }

  remakeTiles() {
    this.layers.forgetTiles();
    this.labels.forgetTiles();
    this.marks.drawn = "";
    if (!tiled) return;
    const { picture } = this;
    this.picture = null;
    this.paint(picture);
  }

  // What has its size in pixels follows the zoom: circles, their legend, points, names.
  rescale() {
    if (!this.picture || this.waiting) return;
    this.drawCircles();
    this.marks.show(this.picture);
    this.points.redraw();
    this.relabel();
  }

  drawCircles() {
    this.circles.show(this.picture, this.allZoom);
    this.legend.show(this.picture, (value) => this.circles.radiusOf(value));
  }

  // The zoom at which the whole region fits: what is near or far is told from there.
  measure() {
    const { x, y } = this.map.getSize();
    this.waiting = x < 40 || y < 40;
    if (this.waiting) return;
    this.allZoom = this.map.getBoundsZoom(boundsOf(ROOT), false, L.point(70, 48));
    this.map.setMinZoom(Math.floor(this.allZoom) - 1);
  }

  // Room is left for the buttons on the left and, where it is wide enough, the legend on the right.
  fitOptions() {
    const { x } = this.map.getSize();
    const legend = this.legend.element;
    const wide = x >= 620;
    const beside = legend.open && wide ? legend.offsetWidth + 12 : 12;
    // Tiles have no sea in the corners: on a narrow map they keep clear of all that stands on it.
    const bars = tiled && !wide && !legend.open;
    const bottom = bars ? legend.offsetHeight + this.legend.source.offsetHeight + 14 : 34;
    return { paddingTopLeft: [wide ? 56 : 12, bars ? 50 : 12],
      paddingBottomRight: [beside, bottom] };
  }

  fit(animate) {
    this.measure();
    if (this.waiting) return;
    const options = this.fitOptions();
    this.moved = false;
    const smooth = animate && !REDUCED;
    const { focus } = this.picture;
    const { dataset } = this.map.getContainer();
    delete dataset.view;
    this.map.once("moveend", () => { dataset.view = focus; });
    this.map.fitBounds(boundsOf(focus), { ...options, animate: smooth, duration: 0.4 });
    this.rescale();
    this.settle();
  }

  // One finger scrolls the page while the map shows its fitted view, and pans once it is closer.
  settle() {
    if (!L.Browser.mobile) return;
    if (this.moved) this.map.dragging.enable();
    else this.map.dragging.disable();
  }

  zoomBy(steps) {
    this.moved = true;
    this.map.setZoom(this.map.getZoom() + steps * this.map.options.zoomDelta, { animate: !REDUCED });
  }

  goHome() {
    if (!this.picture) return;
    if (this.picture.focus === ROOT) this.fit(true);
    else sendClick(ROOT);
  }

  obstacles() {
    const frame = this.map.getContainer().getBoundingClientRect();
    const panels = [this.legend.element, this.legend.source, this.buttons.bar].map((element) => {
      const box = element.getBoundingClientRect();
      return { left: box.left - frame.left, right: box.right - frame.left,
        top: box.top - frame.top, bottom: box.bottom - frame.top };
    });
    return [...panels, ...this.marks.obstacles(), ...this.points.obstacles()];
  }

  relabel() {
    if (this.picture && !this.waiting) {
      this.labels.update(this.picture, this.allZoom, this.obstacles());
    }
  }

  paint(picture) {
    const before = this.picture;
    this.picture = picture;
    const differs = (name) => before?.[name] !== picture[name];
    tiled = picture.form === "tiles";
    if (differs("lang") || differs("title")) this.speak();
    this.link.show(picture);
    this.layers.show(picture.level);
    this.interaction.wire(this.layers.level(picture.level).group);
    this.layers.fill(picture);
    this.centres.show(picture);
    this.points.show(picture);
    this.rings.show(picture);
    const marked = this.marks.show(picture);
    this.outline(differs);
    this.interaction.refresh();
    if (differs("form")) this.measure();
    this.drawCircles();            // before the fit: the legend takes room
    if (differs("focus") || differs("form")) this.fit(before !== null && !differs("form"));
    else this.rename(differs, marked);
    this.spot.show(picture);
  }

  // What names and points there are depends on these; names on dark tiles on the fills as well.
  rename(differs, marked) {
    if (["lang", "level", "circles"].some(differs)) this.points.redraw();
    if (tiled || marked || ["lang", "level", "selected", "picked"].some(differs)) this.relabel();
  }

  outline(differs) {
    const { focus, selected, picked } = this.picture;
    if (differs("focus") || differs("form")) this.layers.markFocus(focus);
    if (differs("selected") || differs("form")) this.layers.markSelected(selected);
    if (differs("picked") || differs("form")) this.layers.markPicked(picked);
  }

  speak() {
    const { lang, title, subtitle, points } = this.picture;
    document.documentElement.lang = lang;
    document.title = title;
    window.frameElement?.setAttribute("aria-label", title);
    this.buttons.say(lang);
    this.map.getContainer().setAttribute(
      "aria-label", [title, subtitle, WORDS[lang].help, points && WORDS[lang].pointHelp].filter(Boolean).join(". "));
  }
}

let lastSent = 0;

// The number makes a second click on the same area another value; it never repeats, not even
// when the page is left and the map made anew.
function sendValue(value) {
  lastSent = Math.max(Date.now(), lastSent + 1);
  window.Streamlit?.setComponentValue({ ...value, n: lastSent });
}

function sendClick(id) {
  sendValue({ id });
}

function prepareDocument(container) {
  // folium's header forbids zooming the page, which those with weak sight need.
  document.querySelectorAll('meta[name="viewport"]').forEach((meta) => {
    meta.content = "width=device-width, initial-scale=1";
  });
  container.tabIndex = 0;
  container.setAttribute("role", "application");
}

let view = null;
let asked = 0;

// What the page and the tests may use. The container's data-painted is the digest of the picture
// on show, data-view the area that the view has come to rest on.
window.areaMap = {
  painted: 0,
  lastPaintMs: 0,
  start(map) {
    document.head.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
    prepareDocument(map.getContainer());
    view = new AreaMap(map);
    this.view = view;
  },
  async paint(packed, digest) {
    const turn = ++asked;
    const picture = await unpack(packed);
    if (turn !== asked) return;               // a newer picture came in the meantime
    const from = performance.now();
    view.paint(picture);
    this.lastPaintMs = performance.now() - from;
    this.painted += 1;
    view.map.getContainer().dataset.painted = digest;
  },
  // Position of an area on the screen of the frame: where a test may click.
  pointOf(code) {
    return view.map.latLngToContainerPoint(centreOf(code));
  },
};
