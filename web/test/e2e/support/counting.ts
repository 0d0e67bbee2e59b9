import type { Locator, Page } from "playwright-core"
import { expect } from "vitest"
import { inaccessible, settle } from "./gates"
import { tabTo } from "./keyboard"

/** How a person presses: with a mouse or finger, or with the keyboard alone. */
export type Hand = "pointer" | "keyboard"

/**
 * Counts what a walk costs a person: the screens on which they have to act, and the presses. A screen is a page or an open
 * dialog, told apart by its heading. Each is checked with axe.
 */
export class Counting {
  readonly screens: string[] = []
  presses = 0

  constructor(
    readonly page: Page,
    private readonly hand: Hand,
  ) {}

  /** Presses a button, a link or a box once. */
  async press(control: Locator, name: RegExp): Promise<void> {
    await control.waitFor()
    await this.lookAround()
    this.presses++
    if (this.hand === "pointer") {
      await control.click()
      return
    }
    await tabTo(this.page, name)
    await this.page.keyboard.press((await control.getAttribute("type")) === "checkbox" ? "Space" : "Enter")
  }

  /** Types into a field. That is no press. */
  async type(field: Locator, name: RegExp, words: string): Promise<void> {
    await field.waitFor()
    if (this.hand === "keyboard") {
      await tabTo(this.page, name)
      await this.page.keyboard.type(words)
    } else {
      await field.fill(words)
    }
  }

  private async lookAround(): Promise<void> {
    const dialog = this.page.locator("dialog[open]")
    const heading = (await dialog.count()) > 0 ? dialog.getByRole("heading").first() : this.page.locator("h1")
    const screen = (await heading.textContent())?.trim() ?? ""
    if (this.screens.includes(screen)) return
    this.screens.push(screen)
    await settle(this.page)
    expect(await inaccessible(this.page, screen)).toEqual([])
  }
}
