// Runs before the first paint, so that nobody sees the wrong theme flash by, or the page of somebody who is signed in where nobody is.
// "theme" is light, dark or absent (as the system says). Where the script that begins the app does not come, it says so in its place.
;(() => {
  const root = document.documentElement
  const system = matchMedia("(prefers-color-scheme: dark)")
  const read = (kept, name) => {
    try {
      return kept().getItem(name)
    } catch {
      // Storage can be forbidden; then nothing is kept.
      return null
    }
  }
  const apply = () => {
    const chosen = read(() => localStorage, "theme")
    root.classList.toggle("dark", chosen ? chosen === "dark" : system.matches)
  }
  apply()
  system.addEventListener("change", apply)
  const session = read(() => sessionStorage, "session")
  root.classList.add(!session ? "for-guest" : session.includes('"isAdmin":true') ? "for-operator" : "for-member")

  const isThere = () =>
    fetch("/info", { cache: "no-store", signal: AbortSignal.timeout(4_000) }).then(
      ({ ok }) => ok,
      () => false,
    )
  // Begins anew once the server answers; less often where that was in vain before.
  const again = async () => {
    const [{ type } = {}] = performance.getEntriesByType("navigation")
    do await new Promise((resolve) => setTimeout(resolve, type === "reload" ? 15_000 : 3_000))
    while (!(await isThere()))
    location.reload()
  }
  // What does not come tells nobody but its own element: this hears it on the way there.
  const failed = ({ target }) => {
    if (target.type !== "module") return
    removeEventListener("error", failed, true)
    document.getElementById("early")?.remove()
    const sentence = document.querySelector("template")
    if (sentence) document.body.append(sentence.content)
    again()
  }
  addEventListener("error", failed, true)
})()
