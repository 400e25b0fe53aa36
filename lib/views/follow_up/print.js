// A button that opens the browser's own dialogue for printing.

export default function ({ data, parentElement: root }) {
  let button = root.querySelector("button");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    button.onclick = () => window.print();
    root.append(button);
  }
  button.textContent = data.label;
}
