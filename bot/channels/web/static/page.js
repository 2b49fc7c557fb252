// The page: who one is, which chat is open, what is said in it.
import { Trouble, News, get, post } from "./wire.js";
import { day, drawLine, el, face, hour, moment, nextInChain } from "./draw.js";
import { giveMenu } from "./menu.js";
import { choosePerson, choosePlace, chooseSticker, shut } from "./sheets.js";

const $ = (id) => document.getElementById(id);
const PRIVATE = "private";
const GAP_MS = 5 * 60 * 1000;
const RECALL_MS = 2 * 60 * 1000;
const TAGS = ["管理员", "网格员", "商户"];

let world = null;      // what the server said of groups, people, places, the clock
let me = null;         // the person whose part this tab plays
let chat = null;       // id of the open group, or PRIVATE
let clock = { now: Date.now(), due: null, seen: performance.now() };
let quoted = null;
const chats = new Map(); // chat → its lines
const unread = new Map();

const keyOf = (line) => line.room ?? PRIVATE;
const now = () => clock.now + performance.now() - clock.seen;
const group = (id) => world.groups.find((each) => each.id === id);
const titleOf = (id) => (id === PRIVATE ? world.bot.name : group(id).name);

// Small things

let toastEnds = 0;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => { $("toast").hidden = true; }, 2200 + text.length * 60);
}

// What the bot says in private must be seen in the group too, and not cover it.
let bannerEnds = 0;
function banner(line) {
  $("banner").replaceChildren(face({}, true), el("span", { class: "two" }, el("b", {}, `${line.name}私信了您`), el("small", {}, line.text)));
  $("banner").hidden = false;
  clearTimeout(bannerEnds);
  bannerEnds = setTimeout(() => { $("banner").hidden = true; }, 6000);
}

$("banner").addEventListener("click", () => open(PRIVATE));

async function attempt(work) {
  try {
    return await work();
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    toast(trouble.message);
    return null;
  }
}

function roleOf(id) {
  const person = world.people.find((each) => each.id === id);
  return person ? TAGS.find((tag) => person.roles.includes(tag)) || "" : "";
}

// The clock

function showClock() {
  const ms = now();
  $("time").replaceChildren(day(ms), el("b", {}, hour(ms)));
  $("next").disabled = clock.due === null;
  $("next").title = clock.due === null ? "后面没有排好的事" : `下一件排好的事：${moment(clock.due, ms)}`;
}

function setClock(said) {
  clock = { ...said, seen: performance.now() };
  showClock();
}

document.querySelector(".jumps").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  button.disabled = true;
  const said = await attempt(() => post("/api/clock", button.dataset.next ? { next: true } : { minutes: Number(button.dataset.minutes) }));
  button.disabled = false;
  if (said) setClock(said);
});

// The talk

function view() {
  const names = [...world.people.map((each) => each.name), world.bot.name, "所有人"].sort((a, b) => b.length - a.length);
  return { me: me.id, bot: world.bot.id, names, roles: roleOf, onmenu: (bubble, line) => giveMenu(bubble, () => menuOf(line)) };
}

function nearEnd() {
  const box = $("lines");
  return box.scrollHeight - box.scrollTop - box.clientHeight < 120;
}

function toEnd() {
  $("lines").scrollTop = $("lines").scrollHeight;
}

// Whoever reads the newest line keeps it in sight when the keyboard, a banner or the panel takes room.
let follows = true;
$("lines").addEventListener("scroll", () => { follows = nearEnd(); }, { passive: true });
new ResizeObserver(() => { if (follows) toEnd(); }).observe($("lines"));

function hello() {
  const text = chat === PRIVATE
    ? `这里只有您和${world.bot.name}。问路、查订单、报修、查积分，直接说就行，不用@。`
    : `平常聊天${world.bot.name}不插话。问哪里有店、下单、报名直接说；别的事先@${world.bot.name}。再开一个网页换个人，就能两个人聊。`;
  return el("li", { class: "system hello" }, text);
}

function drawTalk() {
  const lines = chats.get(chat) || [];
  const drawn = [hello()];
  lines.forEach((line, at) => drawn.push(...dated(line, lines[at - 1])));
  $("lines").replaceChildren(...drawn);
  toEnd();
}

function dated(line, before) {
  const drawn = [drawLine(line, view())];
  if (!before || line.at - before.at > GAP_MS) {
    drawn.unshift(el("li", { class: "when" }, moment(line.at, now())));
  }
  return drawn;
}

function takeLine(line) {
  const key = keyOf(line);
  const lines = chats.get(key) || [];
  if (lines.some((each) => each.id === line.id)) return;
  chats.set(key, [...lines, line]);
  if (key === chat && $("phone").dataset.pane === "talk") {
    const stays = !follows && line.sender !== me.id;
    $("lines").append(...dated(line, lines.at(-1)));
    if (!stays) toEnd();
  } else if (line.sender !== me.id) {
    unread.set(key, (unread.get(key) || 0) + 1);
    if (key === PRIVATE) banner(line);
  }
  drawList();
}

function takeRecall(said) {
  const key = keyOf(said);
  const lines = (chats.get(key) || []).map((line) => (line.id === said.id ? { ...line, text: "", recalled: true } : line));
  chats.set(key, lines);
  if (quoted?.id === said.id) quote(null);
  if (key === chat) drawTalk();
  drawList();
}

// The list

function lastWords(key) {
  const line = (chats.get(key) || []).at(-1);
  if (!line) return key === PRIVATE ? "有事单独问，不打扰群里" : group(key).note || "还没人说话";
  if (line.recalled) return "撤回了一条消息";
  const said = { location: `[位置] ${line.text}`, sticker: `[${line.text}]`, file: `[文件] ${line.text}` }[line.kind] || line.text;
  return key === PRIVATE ? said : `${line.name}：${said}`;
}

function drawList() {
  $("whoami").replaceChildren(face(me), el("span", { class: "two" }, el("b", {}, `我是${me.name}`), el("small", {}, me.note)),
    el("span", { class: "change" }, "换个人 ›"));
  $("me").replaceChildren(el("span", { class: "name" }, me.name), face(me));
  $("me").setAttribute("aria-label", `您现在是${me.name}，点这里换个人`);
  $("chats").replaceChildren(...[...world.groups.map((each) => each.id), PRIVATE].map((key) => {
    const count = unread.get(key) || 0;
    const picture = key === PRIVATE ? face({}, true) : el("span", { class: "face group", "aria-hidden": "true" }, "群");
    const name = key === PRIVATE ? `${world.bot.name}（单独聊）` : titleOf(key);
    return el("li", {}, el("button", { type: "button", "data-chat": key, "aria-current": key === chat ? "true" : null, onclick: () => open(key) },
      picture, el("span", { class: "two" }, el("b", {}, name), el("small", {}, lastWords(key))),
      count ? el("b", { class: "count", "aria-label": `${count}条没看` }, String(count)) : null));
  }));
  const all = [...unread.values()].reduce((sum, each) => sum + each, 0);
  $("unread").hidden = all === 0;
  $("unread").textContent = String(all);
  document.title = `${all ? `(${all}) ` : ""}${chat ? titleOf(chat) : "小邻"}`;
}

function open(key) {
  chat = key;
  unread.delete(key);
  if (key === PRIVATE) $("banner").hidden = true;
  quote(null);
  $("phone").dataset.pane = "talk";
  const members = key === PRIVATE ? "" : `（${world.people.length + 1}）`;
  $("title").textContent = titleOf(key) + members;
  $("at").hidden = key === PRIVATE;
  sessionStorage.setItem("chat", key);
  drawTalk();
  drawList();
  drawTips();
}

async function drawTips() {
  const asked = { me: me.id, ...(chat === PRIVATE ? {} : { room: chat }) };
  const forChat = chat;
  const said = await get("/api/suggestions", asked).catch(() => ({ suggestions: [] }));
  if (forChat !== chat) return;
  $("tips").replaceChildren(...said.suggestions.map((tip) => el("li", {},
    el("button", { type: "button", title: tip.text, "data-text": tip.text, onclick: () => write(tip.text) }, tip.label))));
  $("tips").scrollLeft = 0;
}

// Writing

function fit() {
  const box = $("text");
  const empty = box.value.trim() === "";
  $("send").hidden = empty;
  $("more").hidden = !empty;
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 150)}px`;
}

function write(text) {
  $("text").value = text;
  showPanel(false);
  fit();
  $("text").focus();
}

function showPanel(shown) {
  $("panel").hidden = !shown;
  $("more").setAttribute("aria-expanded", String(shown));
}

function quote(line) {
  quoted = line;
  $("quoting").hidden = !line;
  if (line) {
    $("quoted").textContent = `引用 ${line.name}：${line.text}`;
    $("text").focus();
  }
}

async function say(saying) {
  const nonce = crypto.getRandomValues(new Uint32Array(4)).join("-");
  const said = { me: me.id, room: chat === PRIVATE ? null : chat, nonce, ...saying };
  return attempt(() => post("/api/say", said));
}

$("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("text").value;
  if (!text.trim()) return;
  $("text").value = "";
  const quoting = quoted?.id;
  quote(null);
  fit();
  if (!(await say({ text, quote: quoting })) && !$("text").value) { // what was not sent is not lost
    $("text").value = text;
    fit();
  }
});

$("text").addEventListener("input", fit);
$("text").addEventListener("focus", () => showPanel(false));
$("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("form").requestSubmit();
});
$("at").addEventListener("click", () => write(`@${world.bot.name}\u2005${$("text").value}`));
$("more").addEventListener("click", () => showPanel($("panel").hidden));
$("unquote").addEventListener("click", () => quote(null));
$("back").addEventListener("click", () => {
  $("phone").dataset.pane = "list";
  drawList();
  document.querySelector('#chats [aria-current="true"]')?.focus();
});
$("panel").addEventListener("click", (event) => {
  const kind = event.target.closest("button")?.dataset.open;
  if (!kind) return;
  showPanel(false);
  if (kind === "relay") write(nextInChain(chats.get(chat) || [], me.name));
  else if (kind === "places") choosePlace(world.places, (place) => say({ kind: "location", place }));
  else if (kind === "stickers") chooseSticker((text) => say({ kind: "sticker", text }));
  else askWho();
});

// The menu of a message

function menuOf(line) {
  const choices = [["引用", () => quote(line)], ["复制", () => copy(line.text)]];
  const fresh = line.sender === me.id && now() - line.at < RECALL_MS;
  if (fresh) choices.push(["撤回", () => attempt(() => post("/api/recall", { me: me.id, id: line.id }))]);
  return choices;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("复制好了");
  } catch {
    toast("浏览器不让复制，请用鼠标选中文字再复制。");
  }
}

// Beginning

const news = new News({
  line: takeLine,
  recall: takeRecall,
  clock: setClock,
  people: (said) => { world.people = said.people; if (chat && chat !== PRIVATE) $("title").textContent = `${titleOf(chat)}（${world.people.length + 1}）`; },
  restart: () => become(me.id),
});

function askWho() {
  choosePerson(world, me, become, async (name) => {
    const person = await attempt(() => post("/api/join", { name }));
    if (person) become(person.id);
  });
}

async function become(id) {
  const said = await attempt(() => get("/api/state", { me: id || "" }));
  if (!said) {
    if (id) setTimeout(() => location.reload(), 4000); // the server was started anew, or is away
    return;
  }
  world = said;
  setClock(said.clock);
  if (!said.me) return askWho();
  const changed = me?.id !== said.me;
  me = world.people.find((person) => person.id === said.me);
  sessionStorage.setItem("me", me.id);
  chats.clear();
  for (const line of said.lines) chats.set(keyOf(line), [...(chats.get(keyOf(line)) || []), line]);
  if (changed) unread.clear();
  news.listen(me.id, said.last);
  shut();
  const wanted = chat ?? sessionStorage.getItem("chat");
  open(wanted === PRIVATE || group(wanted) ? wanted : world.groups[0]?.id ?? PRIVATE);
}

$("whoami").addEventListener("click", askWho);
$("me").addEventListener("click", askWho);
setInterval(showClock, 1000);
become(sessionStorage.getItem("me"));
