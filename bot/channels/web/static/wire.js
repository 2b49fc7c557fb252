// The line to the server: questions, posts with their token, and the stream of news.
const token = document.querySelector('meta[name="csrf-token"]').content;

export class Trouble extends Error {}

async function answered(asking) {
  let answer;
  try {
    answer = await asking;
  } catch {
    throw new Trouble("连不上小邻，看看它还开着吗？");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Trouble(body.error || "没办成，请再试一次。");
  return body;
}

export function get(path, params = {}) {
  return answered(fetch(`${path}?${new URLSearchParams(params)}`));
}

export function post(path, body) {
  return answered(fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
    body: JSON.stringify(body),
  }));
}

// Listens for one person's news; calls back by kind. `restart` means: ask for everything again.
export class News {
  constructor(callbacks) {
    this.callbacks = callbacks;
    this.source = null;
    this.last = "";
    this.me = null;
    document.addEventListener("visibilitychange", () => this.breathe());
  }

  listen(me, last) {
    this.me = me;
    this.last = last;
    this.open();
  }

  open() {
    this.stop();
    const source = new EventSource(`/api/stream?${new URLSearchParams({ me: this.me, last: this.last })}`);
    this.source = source;
    for (const [kind, act] of Object.entries(this.callbacks)) {
      source.addEventListener(kind, (event) => {
        if (event.lastEventId) this.last = event.lastEventId;
        act(JSON.parse(event.data));
      });
    }
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED || source !== this.source) return;
      this.retry = setTimeout(() => this.callbacks.restart(), 3000);
    });
  }

  stop() {
    clearTimeout(this.retry);
    if (this.source) this.source.close();
    this.source = null;
  }

  // A browser gives a site only six lines: a tab that nobody looks at lends its own out after a while.
  breathe() {
    clearTimeout(this.resting);
    if (this.me === null) return;
    if (document.hidden) this.resting = setTimeout(() => this.stop(), 60000);
    else if (this.source === null) this.open();
  }
}
