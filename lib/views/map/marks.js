// Signs and rings over areas. What they say is told by their shape: triangles up and down, a solid
// and a dashed ring, a tick (or a number) in a disc.

const SIGN = {
  up: { path: "M8 2 15 14H1Z", ring: null },
  down: { path: "M8 14 15 2H1Z", ring: null },
  high: { path: null, ring: { color: "#8C2D04", weight: 3.4, dashArray: null } },
  low: { path: null, ring: { color: "#0B4F6C", weight: 3.4, dashArray: "2 5" } },
  picked: { path: "M8 1a7 7 0 1 1 0 14A7 7 0 1 1 8 1Z", tick: "M4.5 8.2 7.2 11 11.6 5.4",
    ring: { color: INK, weight: 2.6, dashArray: null } },
};
const SIGN_SIZE = { province: 20, amphoe: 16, tambon: 12 };
const LABELLED_SIZE = 21;            // of a disc with a number in it

function signElementOf(mark, size, parent, label = "") {
  const sign = svgElement("svg", { viewBox: "0 0 16 16", width: size, height: size,
    class: `area-sign is-${mark}`, "aria-hidden": "true" }, parent);
  const { path, tick, ring } = SIGN[mark];
  if (path) svgElement("path", { d: path, class: "area-sign-body" }, sign);
  if (label) {
    svgElement("text", { x: 8, y: label.length > 2 ? 10.2 : 11.2, class: "area-sign-label",
      "font-size": label.length > 2 ? 6.4 : 8.8 }, sign).textContent = label;
  } else if (tick) svgElement("path", { d: tick, class: "area-sign-tick" }, sign);
  if (!path) {
    const style = { x: 2, y: 3, width: 12, height: 10, rx: 2.5, fill: "none", stroke: ring.color,
      "stroke-width": 2.6 };
    svgElement("rect", ring.dashArray ? { ...style, "stroke-dasharray": "2 2.4" } : style, sign);
  }
  return sign;
}

class AreaMarks {
  constructor(map, layers) {
    this.map = map;
    this.layers = layers;
    this.signs = [];
    this.boxes = [];
    this.drawn = "";
    const pane = map.createPane("signs");
    pane.style.zIndex = 605;
    pane.style.pointerEvents = "none";
    // A white casing under each ring, so that it stands out from dark fills as well.
    const line = (style) => L.polygon([], { ...layers.options("rings"), fill: false, ...style });
    this.rings = Object.fromEntries(Object.entries(SIGN).filter(([, { ring }]) => ring).map(
      ([mark, { ring }]) => [mark, [line({ color: "#FFFFFF", weight: ring.weight + 3 }),
        line(ring)].map((one) => one.addTo(map))]));
  }

  show(picture) {
    const marked = [...picture.areas].filter(([, { mark }]) => mark in SIGN);
    const size = tiled ? Math.round(Math.min(SIGN_SIZE.amphoe, tileSize(this.map) / 3.6))
      : SIGN_SIZE[picture.level];
    const wanted = JSON.stringify(
      [picture.form, picture.level, size, marked.map(([code, { mark, label }]) => [code, mark, label])]);
    if (wanted === this.drawn) return false;
    this.drawn = wanted;
    for (const [mark, lines] of Object.entries(this.rings)) {
      const shapes = marked.filter(([, area]) => area.mark === mark).flatMap(
        ([code]) => shapeOf(code));
      for (const one of lines) one.setLatLngs(shapes);
    }
    this.signs.forEach((sign) => sign.remove());
    this.signs = marked.filter(([, { mark }]) => SIGN[mark].path).map(
      ([code, { mark, label }]) => this.sign(code, mark, label ? LABELLED_SIZE : size, label));
    return true;
  }

  sign(code, mark, size, label) {
    const html = make("span");
    signElementOf(mark, size, html, label);
    const icon = L.divIcon({ className: "area-sign-place", html, iconSize: [size, size],
      iconAnchor: tiled ? [size + 2, -2] : [size / 2, size / 2] });
    const at = tiled ? boundsOf(code).getNorthEast() : centreOf(code);
    return Object.assign(L.marker(at, { icon, pane: "signs", interactive: false,
      keyboard: false }).addTo(this.map), { size });
  }

  // Where names should not stand, in container pixels; in a tile the sign has a corner of its own.
  obstacles() {
    if (tiled) return [];
    return this.signs.map((sign) => {
      const { x, y } = this.map.latLngToContainerPoint(sign.getLatLng());
      const half = sign.size / 2;
      return { left: x - half, right: x + half, top: y - half, bottom: y + half };
    });
  }
}
