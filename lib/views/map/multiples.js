// Puts the small maps on the page, gives each area its title and tells which map was clicked.

// `data` is the HTML of small_maps as base64 of zlib: a fifth of its length.
export default function smallMaps({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".small-maps-place");
  if (place.wanted !== data) {
    place.wanted = data;
    unpack(data).then((html) => { if (place.wanted === data) show(place, html); });
  }
  place.onclick = (event) => {
    const map = event.target.closest("[data-key]");
    if (map) setTriggerValue("chosen", map.dataset.key);
  };
}

async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

// The map that had the focus keeps it.
function show(place, html) {
  const { activeElement } = place.getRootNode();
  const focused = place.contains(activeElement) ? activeElement.dataset.key : null;
  place.innerHTML = html;
  addTitles(place);
  if (!focused) return;
  [...place.querySelectorAll("[data-key]")]
    .find((map) => map.dataset.key === focused)?.focus({ preventScroll: true });
}

// "อ.ยะรัง: 12.5": the name from the shape that is used, the figure from the use of it.
function addTitles(place) {
  for (const use of place.querySelectorAll("use[data-v]")) {
    const shape = use.getRootNode().getElementById(use.getAttribute("href").slice(1));
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = `${shape.textContent}: ${use.dataset.v}`;
    use.append(title);
  }
}
