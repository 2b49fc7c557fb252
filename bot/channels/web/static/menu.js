// The menu of a message: quote, copy, take back. By click, by holding a finger on it, or by Enter.
const box = document.getElementById("menu");
const HOLD_MS = 500;

// choices() gives [name, act] pairs at the moment of asking.
export function giveMenu(bubble, choices) {
  let held = 0;
  const ask = (event) => {
    event.preventDefault();
    show(bubble, choices());
  };
  bubble.addEventListener("contextmenu", ask);
  bubble.addEventListener("click", (event) => {
    if (!event.target.closest("a") && getSelection().isCollapsed) ask(event);
  });
  bubble.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === " ") && !event.target.closest("a")) ask(event);
  });
  bubble.addEventListener("touchstart", () => { held = setTimeout(() => show(bubble, choices()), HOLD_MS); }, { passive: true });
  for (const end of ["touchend", "touchmove", "touchcancel"]) {
    bubble.addEventListener(end, () => clearTimeout(held), { passive: true });
  }
}

function show(bubble, choices) {
  box.replaceChildren(...choices.map(([name, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("role", "menuitem");
    button.textContent = name;
    button.addEventListener("click", () => {
      hide();
      act();
    });
    return button;
  }));
  box.hidden = false;
  const place = bubble.getBoundingClientRect();
  const middle = place.left + (place.width - box.offsetWidth) / 2;
  const above = place.top - box.offsetHeight - 8;
  box.style.left = `${Math.min(Math.max(8, middle), innerWidth - box.offsetWidth - 8)}px`;
  box.style.top = `${above > 56 ? above : Math.min(place.bottom + 8, innerHeight - 60)}px`;
  box.firstElementChild.focus({ preventScroll: true });
}

function hide() {
  box.hidden = true;
}

document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("#menu")) hide();
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});
document.getElementById("lines").addEventListener("scroll", hide, { passive: true });
