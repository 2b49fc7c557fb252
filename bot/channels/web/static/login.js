// Asks for the password, then opens the chat.
const form = document.getElementById("login");
const wrong = document.getElementById("wrong");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  wrong.textContent = "";
  try {
    const answer = await fetch("/api/login", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRF-Token": document.querySelector('meta[name="csrf-token"]').content,
      },
      body: JSON.stringify({ password: document.getElementById("password").value }),
    });
    if (answer.ok) location.reload();
    else wrong.textContent = (await answer.json()).error;
  } catch {
    wrong.textContent = "连不上小邻，看看它还开着吗？";
  }
});
