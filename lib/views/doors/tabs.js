// Somebody signs in or out in one tab: the others load anew, so that none goes on showing what
// its visitor may no longer see. The server asks for the session with every click in any case.
(() => {
  const NAME = "labour-sign-in";
  const told = document.documentElement.dataset.signIn;
  if (told === "tell") {
    const channel = new BroadcastChannel(NAME);
    channel.postMessage("changed");
    channel.close();
  } else if (!window.houseTabs) {
    window.houseTabs = new BroadcastChannel(NAME);
    window.houseTabs.addEventListener("message", () => location.reload());
  }
})();
