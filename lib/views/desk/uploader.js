// The name that screen readers give the button of Streamlit's uploader, which is in English only:
// the word that desk.css shows in its place. Buttons come and go, so each new one is looked at.
(() => {
  const name = () => {
    const root = getComputedStyle(document.documentElement);
    const label = root.getPropertyValue("--desk-button").replaceAll('"', "");
    for (const button of document.querySelectorAll(".st-key-desk_uploader section > span button")) {
      if (label && button.ariaLabel !== label) button.ariaLabel = label;
    }
  };
  window.deskUploader?.disconnect();
  window.deskUploader = new MutationObserver(name);
  window.deskUploader.observe(document.body, { childList: true, subtree: true });
  name();
})();
