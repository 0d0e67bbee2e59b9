import { createSignal } from "solid-js"
import { en } from "~/i18n/en"

/** Turns the page light or dark and remembers it; until somebody chooses, the system decides. */
export function Appearance() {
  const page = document.documentElement
  const [dark, setDark] = createSignal(page.classList.contains("dark"))
  const turn = () => {
    const next = !dark()
    page.classList.toggle("dark", next)
    try {
      localStorage.setItem("theme", next ? "dark" : "light")
    } catch {
      // Forbidden storage: the choice holds until the page is closed.
    }
    setDark(next)
  }
  return (
    <button
      type="button"
      class="min-h-9 rounded-[7px] border border-edge bg-surface px-3.5 font-[550] text-[14px] hover:bg-hover"
      onClick={turn}
    >
      <span class="sr-only">{en.appearance.label}: </span>
      {dark() ? en.appearance.toLight : en.appearance.toDark}
    </button>
  )
}
