// Runs before the first paint, so that nobody sees the wrong theme flash by. "theme" is light, dark or absent (as the system says).
;(() => {
  const system = matchMedia("(prefers-color-scheme: dark)")
  const apply = () => {
    let chosen = null
    try {
      chosen = localStorage.getItem("theme")
    } catch {
      // Storage can be forbidden; the system's choice stands.
    }
    document.documentElement.classList.toggle("dark", chosen ? chosen === "dark" : system.matches)
  }
  apply()
  system.addEventListener("change", apply)
})()
