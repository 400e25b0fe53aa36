// What Streamlit's uploader tells screen readers, in the words of the screen instead of English:
// those that desk.css shows. Its buttons and messages come and go, so each new one is looked at.
(() => {
  const BUTTONS = {
    "section > span button": "--desk-button",
    "[data-testid=stFileChipDeleteBtn] button": "--desk-remove",
    "[data-testid=stFileChips] > button": "--desk-add",
  };
  const within = (selector) => document.querySelectorAll(`.st-key-desk_uploader ${selector}`);
  const name = () => {
    const root = getComputedStyle(document.documentElement);
    const word = (key) => root.getPropertyValue(key).replaceAll('"', "");
    for (const [selector, key] of Object.entries(BUTTONS)) {
      for (const button of within(selector)) {
        if (word(key) && button.ariaLabel !== word(key)) button.ariaLabel = word(key);
      }
    }
    for (const { firstChild: said } of within("[data-testid=stFileChip] [role=alert]")) {
      const failed = word("--desk-failed");
      if (failed && said && said.nodeValue !== failed) said.nodeValue = failed;
    }
  };
  window.deskUploader?.disconnect();
  window.deskUploader = new MutationObserver(name);
  window.deskUploader.observe(document.body, { childList: true, subtree: true });
  name();
})();
