import { codeOf } from "./routes"
import "./styles/app.css"

/** Between two tries to load the app, in milliseconds. */
const AGAIN_MS = 3_000
/** So long the server may take to say that it is there, in milliseconds. */
const ANSWER_MS = 4_000
/** So often the app may fail to come although the server answers: then it was renewed, or the browser remembers the failure. */
const TRIES_MAX = 2
/** A frame is not waited for longer, in milliseconds. */
const FRAME_MS = 200

// The page's own code is sent for together with the app's, and not only once the app has run. What does not come is met, and
// waited for, by the app when it asks for the same.
for (const fetch of codeOf(location.pathname)) fetch().catch(() => {})
if (drawing()?.checkVisibility()) seen().then(loadApp)
else void loadApp()

/** Loads the app, however long it takes. It draws over what is said here; nobody has typed anything yet that a reload could take away. */
async function loadApp() {
  for (let inVain = 0; inVain < TRIES_MAX; ) {
    try {
      await import("./main")
      return
    } catch {
      say()
    }
    inVain = (await isThere()) ? inVain + 1 : 0
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
  location.reload()
}

const isThere = () =>
  fetch("/info", { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) }).then(
    ({ ok }) => ok,
    () => false,
  )

/** Shows what lies in the page for this (`language.ts`). */
function say() {
  const root = document.getElementById("root")
  const sentence = document.querySelector("template")
  if (!root || !sentence || root.hasChildNodes()) return
  drawing()?.remove()
  root.append(sentence.content.cloneNode(true))
}

/** What the build drew of the page, until the app takes it away. */
function drawing() {
  return document.getElementById("early")
}

/** Once a frame was shown, so that nobody waits for the app to see what is drawn of the page; a hidden tab shows none. */
function seen(): Promise<unknown> {
  const shown = new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  return Promise.race([shown, new Promise((resolve) => setTimeout(resolve, FRAME_MS))])
}
