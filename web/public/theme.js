// Runs before the first paint, so that nobody sees the wrong theme flash by, or the page of somebody who is signed in where nobody is.
// "theme" is light, dark or absent (as the system says).
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
})()
