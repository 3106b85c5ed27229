// Keeps the line new that says how far the last change of the flags has come. Without it the page shows what was true
// when it was made.
const EVERY_MS = 3000;
const PATIENCE_MS = 5000;

const line = document.getElementById("reach");

async function look() {
  const response = await fetch(line.dataset.address, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok || response.redirected) throw new Error(`status ${response.status}`);
  show(await response.json());
}

function show({ says, complete, version }) {
  const text = line.querySelector("[data-says]");
  // Writing the same again would make screen readers say it again.
  if (text.textContent !== says) text.textContent = says;
  line.classList.toggle("behind", !complete);
  document.getElementById("moved").hidden = String(version) === line.dataset.version;
}

async function keepLooking() {
  try {
    if (!document.hidden) await look();
  } catch {
    const says = "The site doesn't answer. This line is tried again every few seconds.";
    const text = line.querySelector("[data-says]");
    if (text.textContent !== says) text.textContent = says;
    line.classList.add("behind");
  }
  setTimeout(keepLooking, EVERY_MS);
}

if (line) setTimeout(keepLooking, EVERY_MS);
