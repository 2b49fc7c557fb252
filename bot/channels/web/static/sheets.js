// The sheets that come up from below: who one is, where, a sticker.
import { STICKERS, el, face } from "./draw.js";

const ROLES = [["居民", "居民"], ["志愿者", "志愿者"], ["网格员", "网格员"], ["管理员", "社区管理员"], ["商户", "商户"], ["", "新邻居"]];
const MOST_TELLING = ["管理员", "网格员", "商户", "志愿者", "居民", ""];
const $ = (id) => document.getElementById(id);
let needed = false; // it cannot be closed without an answer

function sheet(title, ...content) {
  $("sheettitle").textContent = title;
  $("sheetbody").replaceChildren(...content);
  $("shut").hidden = needed;
  if (!$("sheet").open) $("sheet").showModal();
  $("sheetbody").scrollTop = 0;
}

export function shut() {
  needed = false;
  if ($("sheet").open) $("sheet").close();
}

$("shut").addEventListener("click", shut);
$("sheet").addEventListener("cancel", (event) => { if (needed) event.preventDefault(); });
$("sheet").addEventListener("click", (event) => { if (event.target === $("sheet") && !needed) shut(); });

export function choosePlace(places, chosen) {
  sheet("发哪里的位置？", ...places.map((place) => el("button", { type: "button", class: "pick", "data-place": place.name, onclick: () => {
    shut();
    chosen(place.name);
  } }, el("span", { class: "two" }, el("b", {}, place.name), el("small", {}, [place.kind, place.address].filter(Boolean).join(" · "))))));
}

export function chooseSticker(chosen) {
  sheet("发个表情", el("div", { class: "stickers" }, ...STICKERS.map((name, at) => el("button", { type: "button", class: `sticker s${at}`, onclick: () => {
    shut();
    chosen(name);
  } }, name))));
}

// Everybody stands once, under the role that tells most.
function grouped(people) {
  const roleOf = (person) => MOST_TELLING.find((role) => role === "" || person.roles.includes(role));
  return ROLES.map(([role, title]) => [title, people.filter((person) => roleOf(person) === role)]).filter(([, those]) => those.length);
}

// world: as the server told it. me: null at first; then there is no way around choosing.
export function choosePerson(world, me, chosen, joined) {
  needed = me === null;
  const parts = [el("p", { class: "lead" }, `挑一位街坊，用他的身份在群里说话，看${world.bot.name}怎么回。先当居民问路、下单，再换成网格员开团、看清单。`)];
  for (const [title, people] of grouped(world.people)) {
    parts.push(el("h3", {}, title), ...people.map((person) => el("button", {
      type: "button", class: "pick", "data-person": person.id, "aria-pressed": String(person.id === me?.id), onclick: () => chosen(person.id),
    }, face(person), el("span", { class: "two" }, el("b", {}, person.name), el("small", {}, person.note)))));
  }
  const name = el("input", { type: "text", maxlength: "20", placeholder: "自己起个昵称", "aria-label": "新邻居的昵称", id: "newname" });
  const form = el("form", { class: "newcomer" }, name, el("button", { type: "submit" }, "进群"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    joined(name.value);
  });
  sheet("您是谁？", ...parts, el("h3", {}, "都不是？刚搬来的新邻居"), form);
}
