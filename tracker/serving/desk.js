// textual.js hears keys only once its terminal was clicked on. Here keys go where they are wanted from the start:
// to the terminal, and once the visit is over to the way back in.
new MutationObserver(() => {
  const { classList } = document.body;
  const place = classList.contains("-closed") ? "#closed a" : ".xterm-helper-textarea";
  if (classList.contains("-loaded") || classList.contains("-closed")) document.querySelector(place).focus();
}).observe(document.body, { attributeFilter: ["class"] });
