// Puts the sheet on the page. A link to another area asks for it without loading the page again;
// with a key held down, and without a script, it is an ordinary link.

export default function profileSheet({ data, parentElement, setTriggerValue }) {
  let place = parentElement.querySelector(".profile-place");
  if (!place) {
    place = document.createElement("div");
    place.className = "profile-place";
    parentElement.append(place);
  }
  if (place.wanted !== data.html) {
    place.wanted = data.html;
    place.innerHTML = data.html;
  }
  place.onclick = (event) => {
    if (event.target.closest("button.print")) {
      window.print();
      return;
    }
    const link = event.target.closest("a[data-code]");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link && plain) {
      event.preventDefault();
      setTriggerValue("area", link.dataset.code);
    }
  };
}
