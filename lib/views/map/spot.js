// A ring around the one thing whose card is open: solid at its own place, dashed at the point of
// its tambon where the place is not told. The map goes there only if it is out of view.

const SPOT_SIZE = 40;

class SpotLayer {
  constructor(view) {
    this.view = view;
    const pane = view.map.createPane("spot");
    pane.style.zIndex = 618;
    pane.style.pointerEvents = "none";
    this.marker = null;
    this.shown = "";
  }

  show({ spot }) {
    const wanted = JSON.stringify(spot);
    if (wanted === this.shown) return;
    this.shown = wanted;
    this.marker?.remove();
    this.marker = null;
    if (!spot) return;
    const [latitude, longitude, name, exact] = spot;
    const icon = L.divIcon({ className: `area-spot${exact ? "" : " is-near-by"}`,
      iconSize: [SPOT_SIZE, SPOT_SIZE] });
    this.marker = L.marker([latitude, longitude], { icon, pane: "spot", interactive: false,
      keyboard: false }).addTo(this.view.map);
    const element = this.marker.getElement();
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", name);
    // While the map is on its way to an area, where it will come to rest is not known yet.
    const { map } = this.view;
    if (map.getContainer().dataset.view === undefined) map.once("moveend", () => this.reveal());
    else this.reveal();
  }

  // Into view, clear of the buttons on the left and the legend on the right.
  reveal() {
    const { map, legend, waiting } = this.view;
    if (!this.marker || waiting) return;
    const { x, y } = map.latLngToContainerPoint(this.marker.getLatLng());
    const size = map.getSize(), edge = SPOT_SIZE / 2;
    const frame = map.getContainer().getBoundingClientRect();
    const panel = legend.element.getBoundingClientRect();
    const behind = x > panel.left - frame.left - edge && y > panel.top - frame.top - edge;
    const out = x < edge || y < edge || x > size.x - edge || y > size.y - edge;
    if (!out && !behind) return;
    this.view.moved = true;
    const beside = size.x >= 620 ? panel.width + 24 : 2 * edge;
    map.panInside(this.marker.getLatLng(), { paddingTopLeft: [56, 2 * edge],
      paddingBottomRight: [beside, 3 * edge], animate: !REDUCED });
  }
}
