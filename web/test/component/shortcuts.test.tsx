import { render, screen } from "@solidjs/testing-library"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { focusPageSearch, type Shortcut, shortcutReader } from "~/components/frame/shortcuts"

describe("the keyboard", () => {
  let pressed: Shortcut[] = []
  let granted = true
  const read = shortcutReader((shortcut) => {
    pressed.push(shortcut)
    return granted
  })
  beforeEach(() => {
    pressed = []
    granted = true
    document.addEventListener("keydown", read)
  })
  afterEach(() => document.removeEventListener("keydown", read))

  const press = (key: string, more: KeyboardEventInit = {}, target: EventTarget = document.body) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more })
    target.dispatchEvent(event)
    return event
  }

  it("has single keys, pairs, and one with Control or Command", () => {
    for (const key of ["/", "?", "n", "g", "r", "g", "a"]) press(key)
    press("k", { ctrlKey: true })
    press("K", { metaKey: true })
    expect(pressed).toEqual(["find", "sheet", "add", "relays", "account", "palette", "palette"])
  })

  it("writes where somebody is typing", () => {
    render(() => (
      <>
        <input aria-label="Name" />
        <textarea aria-label="Text" />
        <input type="checkbox" aria-label="Yes" />
      </>
    ))
    press("n", {}, screen.getByLabelText("Name"))
    press("/", {}, screen.getByLabelText("Text"))
    expect(pressed).toEqual([])
    press("n", {}, screen.getByLabelText("Yes"))
    expect(pressed).toEqual(["add"])
    press("k", { ctrlKey: true }, screen.getByLabelText("Name"))
    expect(pressed).toEqual(["add", "palette"])
  })

  it("is the dialog's while one is open", () => {
    render(() => <dialog open>Open</dialog>)
    press("n")
    press("g")
    press("r")
    expect(pressed).toEqual([])
  })

  it("leaves the browser's own keys alone", () => {
    press("n", { ctrlKey: true })
    press("r", { metaKey: true })
    press("n", { altKey: true })
    press("k", { ctrlKey: true, shiftKey: true })
    press("n", { isComposing: true })
    press("n", { repeat: true })
    expect(pressed).toEqual([])
  })

  it("forgets the first key of a pair when another comes between", () => {
    for (const key of ["g", "x", "r"]) press(key)
    expect(pressed).toEqual([])
  })

  it("takes a key from the browser only when there is something to do", () => {
    granted = false
    expect(press("/").defaultPrevented).toBe(false)
    granted = true
    expect(press("/").defaultPrevented).toBe(true)
  })

  it("goes to the page's own search", () => {
    expect(focusPageSearch()).toBe(false)
    render(() => (
      <main>
        <input data-find value="chess" aria-label="Find" />
      </main>
    ))
    expect(focusPageSearch()).toBe(true)
    expect(screen.getByLabelText("Find")).toHaveFocus()
  })
})
