// Values as circles whose area is proportional to them.

const PLAIN = "#FBFAF7";             // fill of the areas beneath circles
const CIRCLE_SHARE = { province: 0.09, amphoe: 0.052, tambon: 0.024 };  // of the map's shorter side
const LARGEST = 64, SMALLEST = 1.5;  // radius, pixels

class AreaCircles {
  constructor(map, layers) {
    this.map = map;
    this.layers = layers;
    this.group = L.featureGroup();
    this.byCode = new Map();
    this.scale = null;
    this.open = false;               // whether the points have taken the place of the circles
  }

  // Radius of the largest circle: it grows with the zoom, at half its pace.
  largestRadius(level, allZoom) {
    if (tiled) {
      return Math.min(tileSize(this.map) * 0.44, LARGEST);
    }
    const { x, y } = this.map.getSize();
    const closer = 2 ** (0.5 * (this.map.getZoom() - allZoom));
    return Math.min(CIRCLE_SHARE[level] * Math.min(x, y) * closer, LARGEST);
  }

  radiusOf(value) {
    return Math.max(SMALLEST, this.largest * Math.sqrt(value / this.scale.most));
  }

  show(picture, allZoom) {
    this.scale = picture.circles;
    if (!this.scale) {
      this.group.remove();
      return;
    }
    this.largest = this.largestRadius(picture.level, allZoom);
    const wanted = [...picture.areas].filter(([, { size }]) => size > 0)
      .sort(([, a], [, b]) => b.size - a.size);
    const codes = new Set(wanted.map(([code]) => code));
    for (const [code, circle] of this.byCode) if (!codes.has(code)) this.drop(code, circle);
    for (const [code, area] of wanted) this.draw(code, area, picture);
    this.toggle();
  }

  drop(code, circle) {
    this.group.removeLayer(circle);
    this.byCode.delete(code);
  }

  draw(code, area, picture) {
    if (!this.byCode.has(code)) {
      const made = L.circleMarker(centreOf(code), { ...this.layers.options("circles"),
        color: INK, weight: 1, opacity: 0.75, fillOpacity: 0.88 });
      this.byCode.set(code, Object.assign(made, { code }));
      this.group.addLayer(made);
    }
    const circle = this.byCode.get(code);
    circle.setLatLng(centreOf(code)).setRadius(this.radiusOf(area.size));
    const inside = isWithin(code, picture.focus);
    circle.setStyle({ fillColor: picture.colours[area.fill] ?? "#B8C0C9",
      fillOpacity: inside ? 0.88 : DIMMED, opacity: inside ? 0.75 : DIMMED });
    if (this.map.hasLayer(circle)) circle.bringToFront();   // the smaller ones come last
  }

  setOpen(open) {
    this.open = open;
    this.toggle();
  }

  toggle() {
    if (this.scale && !this.open) this.group.addTo(this.map);
    else this.group.remove();
  }
}

// The sizes in the legend: circles that stand on one line, each with its value above it.
function circleKey(scale, radiusOf, parent) {
  const box = make("div", "area-circle-key", null, parent);
  make("div", "area-legend-unit", scale.label, box);
  const radii = scale.steps.map(radiusOf);
  const most = Math.max(...radii), lead = 6, line = 16;
  const height = Math.max(2 * most, line * radii.length) + 6;
  const drawing = svgElement("svg", { width: 2 * most + 92, height, "aria-hidden": "true" }, box);
  const base = height - 3;
  // From the smallest: its value stands lowest, the others keep a line's distance.
  let below = base - 4 + line;
  scale.steps.map((step, i) => [step, radii[i]]).sort(([a], [b]) => a - b).forEach(([step, r]) => {
    svgElement("circle", { cx: most + 2, cy: base - r, r, fill: "none", stroke: INK,
      "stroke-width": 1 }, drawing);
    const top = base - 2 * r;
    const y = Math.min(Math.max(top, 8), below - line);
    below = y;
    svgElement("path", { d: `M${most + 2} ${top}L${2 * most + 4 + lead} ${y}`, stroke: "#7B8794",
      "stroke-width": 0.8, fill: "none" }, drawing);
    svgElement("text", { x: 2 * most + 8 + lead, y: y + 4.5, class: "area-circle-text" }, drawing)
      .textContent = step.toLocaleString("en");
  });
  make("span", "area-unseen", scale.steps.map((step) => step.toLocaleString("en")).join(", "), box);
}
