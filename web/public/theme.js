// Sets the theme before the first paint, so that the wrong one never flashes. "theme" is light, dark or absent (system).
// It also tells the visitor when the app itself cannot be loaded, and reloads the page once the server answers.
;(() => {
  const root = document.documentElement
  const system = matchMedia("(prefers-color-scheme: dark)")
  const stored = () => {
    try {
      return localStorage.getItem("theme")
    } catch {
      // Storage can be forbidden. The system's theme applies then.
      return null
    }
  }
  const apply = () => {
    const chosen = stored()
    root.classList.toggle("dark", chosen ? chosen === "dark" : system.matches)
  }
  apply()
  system.addEventListener("change", apply)

  const isThere = () =>
    fetch("/info", { cache: "no-store", signal: AbortSignal.timeout(4_000) }).then(
      ({ ok }) => ok,
      () => false,
    )
  // Waits longer after a reload that did not help.
  const reloadWhenThere = async () => {
    const [{ type } = {}] = performance.getEntriesByType("navigation")
    do await new Promise((resolve) => setTimeout(resolve, type === "reload" ? 15_000 : 3_000))
    while (!(await isThere()))
    location.reload()
  }
  // An element that fails to load fires an error event that does not bubble, so this listens in the capturing phase.
  const failed = ({ target }) => {
    if (target.type !== "module") return
    removeEventListener("error", failed, true)
    const sentence = document.querySelector("template")
    if (sentence) document.body.append(sentence.content)
    reloadWhenThere()
  }
  addEventListener("error", failed, true)
})()
