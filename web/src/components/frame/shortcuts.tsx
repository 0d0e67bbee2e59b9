import { createSignal } from "solid-js"

/** Time limit of the second key of a pair, in milliseconds. */
const PAIR_WAIT_MS = 1_200

/** The shortcuts; the frame runs them. */
export type Shortcut = "palette" | "sheet" | "find" | "relays" | "account" | "add"

const [sheetShown, setSheetShown] = createSignal(false)
const [paletteShown, setPaletteShown] = createSignal(false)

export { paletteShown, sheetShown }
export const showShortcuts = () => setSheetShown(true)
export const hideShortcuts = () => setSheetShown(false)
export const showPalette = () => setPaletteShown(true)
export const hidePalette = () => setPaletteShown(false)

/** Whether letters are input here, not shortcuts. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.closest("[contenteditable='true']")) return true
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

const isOverlaid = () => document.querySelector("dialog[open],[role=dialog],[role=alertdialog],[role=menu]") !== null

/**
 * Reads key presses as shortcuts: Ctrl or ⌘ K anywhere; `/`, `?`, `n` and `g r`, `g a` outside text fields and
 * overlays. @returns a listener for `keydown`
 */
export function shortcutReader(run: (shortcut: Shortcut) => boolean) {
  let pairUntil = 0
  return (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === "k") {
      if (run("palette")) event.preventDefault()
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isOverlaid()) return
    const paired = event.timeStamp < pairUntil
    pairUntil = 0
    if (key === "g" && !paired) {
      pairUntil = event.timeStamp + PAIR_WAIT_MS
      return
    }
    const shortcut = paired ? PAIRS[key] : SINGLES[key]
    if (shortcut && run(shortcut)) event.preventDefault()
  }
}

const SINGLES: Record<string, Shortcut> = { "/": "find", "?": "sheet", n: "add" }
const PAIRS: Record<string, Shortcut> = { r: "relays", a: "account" }

/** Focuses the page's search field. @returns whether the page has one */
export function focusPageSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("main [data-find]")
  field?.focus()
  field?.select()
  return field !== null
}
