// Maps that move together: those of one page with the same `linked` name. Each sits in a frame of
// its own; they speak over a channel that carries the mark of this window, so that the same page
// in another window is not moved.

function windowMark() {
  const owner = window.parent;
  owner.areaMapWindow ??= Math.random().toString(36).slice(2);
  return owner.areaMapWindow;
}

class MapLink {
  constructor(view) {
    this.view = view;
    this.name = "";
    this.following = false;          // whether the map is moving because another one did
    view.map.on("move zoom", () => this.tellPlace());
  }

  show(picture) {
    if (picture.linked === this.name) return;
    this.name = picture.linked;
    this.channel?.close();
    this.channel = null;
    if (!this.name) return;
    this.channel = new BroadcastChannel(`area-map-${windowMark()}-${this.name}`);
    this.channel.addEventListener("message", ({ data }) => this.hear(data));
  }

  tellPlace() {
    if (!this.channel || this.following || this.view.waiting || !this.view.moved) return;
    const { lat, lng } = this.view.map.getCenter();
    this.channel.postMessage({ lat, lng, nearer: this.view.map.getZoom() - this.view.allZoom });
  }

  tellHover(code) {
    this.channel?.postMessage({ hover: code });
  }

  hear(data) {
    const { view } = this;
    if (!view.picture || view.waiting) return;
    if ("hover" in data) view.interaction.showOther(data.hover);
    else {
      this.following = true;
      view.moved = true;
      view.map.setView([data.lat, data.lng], view.allZoom + data.nearer, { animate: false });
      this.following = false;
    }
  }
}
