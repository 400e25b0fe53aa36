// Marks on the map that are reached by keyboard: Tab comes to one of them, arrow keys go on from
// there, Enter and Space do what a click does, Escape goes back to the map.

class RovingMarkers {
  constructor(view, name, order) {
    this.view = view;
    this.map = view.map;
    this.markers = [];
    this.focused = null;             // the marker that Tab comes to
    const pane = this.map.createPane(name);
    pane.style.zIndex = order;
    pane.setAttribute("role", "group");
    pane.addEventListener("keydown", (event) => this.onKey(event));
    pane.addEventListener("focusin", (event) => this.onFocus(event.target));
    pane.addEventListener("focusout", () => this.view.interaction.leave());
    this.pane = pane;
  }

  // A marker on the map becomes a button; `card` and `choose` are what hover and click do.
  prepare(marker, label) {
    const element = marker.getElement();
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", label);
    element.tabIndex = -1;
    element.marker = marker;
    marker.on("mouseover", () => this.card(marker));
    marker.on("mouseout", () => this.view.interaction.leave());
    marker.on("click", () => this.choose(marker));
  }

  // What a mark says, beside it.
  say(marker, lines) {
    this.view.layers.markHover(null);
    this.view.card.say(lines, this.map.latLngToContainerPoint(marker.getLatLng()));
  }

  nearest(latlng) {
    const far = (marker) => marker.getLatLng().distanceTo(latlng);
    return this.markers.reduce(
      (best, marker) => (best === null || far(marker) < far(best) ? marker : best), null);
  }

  // One marker alone can be reached by Tab, the others by arrow keys from there.
  rove(marker, focus) {
    if (this.focused?.getElement()) this.focused.getElement().tabIndex = -1;
    this.focused = marker;
    if (!marker) return;
    marker.getElement().tabIndex = 0;
    if (focus) marker.getElement().focus({ preventScroll: true });
  }

  onFocus(element) {
    if (!element.marker) return;
    this.rove(element.marker, false);
    if (element.matches(":focus-visible")) this.card(element.marker);
  }

  onKey(event) {
    const { marker } = event.target;
    if (!marker || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      Enter: () => this.choose(marker), " ": () => this.choose(marker),
      Escape: () => this.map.getContainer().focus(),
    }[event.key] ?? (event.key in DIRECTIONS && (() => this.step(marker, DIRECTIONS[event.key])));
    if (!act) return;
    event.preventDefault();
    act();
  }

  step(from, direction) {
    const next = ahead(this.map, this.markers, (one) => one.getLatLng(), from, direction);
    if (!next) return;
    this.rove(next, true);
    this.map.panInside(next.getLatLng(), { padding: [40, 40], animate: false });
    this.card(next);
  }
}
