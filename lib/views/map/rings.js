// How far something reaches: circles over the ground, a dashed line on a white casing.

class RingLayer {
  constructor(map, layers) {
    this.map = map;
    this.layers = layers;
    this.lines = [];
    this.shown = "[]";
  }

  show({ rings, form }) {
    const wanted = JSON.stringify(form === "tiles" ? [] : rings);
    if (wanted === this.shown) return;
    this.shown = wanted;
    this.lines.forEach((line) => line.remove());
    const looks = [{ color: "#FFFFFF", weight: 4, opacity: 0.7 },
      { color: INK, weight: 1.6, opacity: 0.9, dashArray: "5 4" }];
    this.lines = looks.flatMap((look) => JSON.parse(wanted).map(([latitude, longitude, radius]) =>
      L.circle([latitude, longitude], { ...this.layers.options("rings"), fill: false, radius,
        className: "area-ring", ...look }).addTo(this.map)));
  }
}
