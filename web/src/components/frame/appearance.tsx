import { createSignal, For } from "solid-js"
import { text } from "~/i18n/en/common"

/** The person's choice; `system` follows the device. theme.js reads it before the first paint. */
export type Appearance = "system" | "light" | "dark"

const STORED = "theme"
const CHOICES: Appearance[] = ["system", "light", "dark"]

const [appearance, setAppearance] = createSignal<Appearance>(stored())

export { appearance }

function stored(): Appearance {
  try {
    const kept = localStorage.getItem(STORED)
    return kept === "light" || kept === "dark" ? kept : "system"
  } catch {
    return "system"
  }
}

export function chooseAppearance(next: Appearance) {
  try {
    if (next === "system") localStorage.removeItem(STORED)
    else localStorage.setItem(STORED, next)
  } catch {
    // Storage is forbidden: the choice lasts until the page is closed.
  }
  const dark = next === "dark" || (next === "system" && matchMedia("(prefers-color-scheme: dark)").matches)
  document.documentElement.classList.toggle("dark", dark)
  setAppearance(next)
}

/** The choice of system, light or dark, as three radio buttons. */
export function AppearanceChoice() {
  const words = { system: text.menu.system, light: text.menu.light, dark: text.menu.dark }
  return (
    <fieldset class="min-w-0">
      <legend class="px-2.5 pb-1.5 text-[13px] text-ink-2 leading-5">{text.menu.appearance}</legend>
      <div class="grid grid-cols-3 gap-0.5 rounded-control bg-sunken p-0.5">
        <For each={CHOICES}>
          {(choice) => (
            <label class="relative flex min-h-11 cursor-pointer items-center justify-center rounded-tag font-[550] text-[13px] text-ink-2 has-checked:bg-surface has-focus-visible:outline-2 has-focus-visible:outline-focus has-checked:text-ink has-checked:ring-1 has-checked:ring-line sm:min-h-[30px]">
              <input
                type="radio"
                name="appearance"
                class="sr-only"
                checked={appearance() === choice}
                onChange={() => chooseAppearance(choice)}
              />
              {words[choice]}
            </label>
          )}
        </For>
      </div>
    </fieldset>
  )
}

/** A button that turns the page light or dark, for frames without the account menu. */
export function Appearance() {
  const dark = () => {
    appearance()
    return document.documentElement.classList.contains("dark")
  }
  return (
    <button
      type="button"
      class="min-h-9 rounded-control border border-edge bg-surface px-3.5 font-[550] text-[14px] hover:bg-hover"
      onClick={() => chooseAppearance(dark() ? "light" : "dark")}
    >
      <span class="sr-only">{text.menu.appearance}: </span>
      {dark() ? text.menu.toLight : text.menu.toDark}
    </button>
  )
}
