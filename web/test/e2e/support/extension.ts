import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure"
import type { BrowserContext } from "playwright-core"

type Template = { kind: number; created_at: number; tags: string[][]; content: string }

/** What a scripted extension does when it is asked; `silent` never answers. */
export type ExtensionMood = "agrees" | "refuses" | "silent"

/**
 * A browser extension (NIP-07) for every page of this browser. The key stays on the test's side, as it would in a real one;
 * the page only gets `window.nostr`, late where `lateMs` says so.
 */
export class ScriptedExtension {
  mood: ExtensionMood = "agrees"
  /** The kinds that were signed, in order. */
  readonly signed: number[] = []
  #secret = generateSecretKey()

  get pubkey(): string {
    return getPublicKey(this.#secret)
  }

  /** Somebody chose another account in the extension. */
  switchAccount(): void {
    this.#secret = generateSecretKey()
  }

  async install(context: BrowserContext, lateMs = 0): Promise<void> {
    await context.exposeFunction("scriptedExtension", (ask: "key" | "sign", event?: Template) =>
      this.#answer(ask, event),
    )
    await context.addInitScript((late) => {
      type Ask = (ask: string, event?: unknown) => Promise<unknown>
      const put = () => {
        const ask = Reflect.get(window, "scriptedExtension") as Ask
        Reflect.set(window, "nostr", {
          getPublicKey: () => ask("key"),
          signEvent: (event: unknown) => ask("sign", event),
        })
      }
      if (late > 0) setTimeout(put, late)
      else put()
    }, lateMs)
  }

  async #answer(ask: "key" | "sign", event?: Template): Promise<unknown> {
    if (this.mood === "silent") return new Promise(() => undefined)
    if (this.mood === "refuses") throw new Error("User rejected")
    if (ask === "key" || !event) return this.pubkey
    this.signed.push(event.kind)
    return finalizeEvent(event, this.#secret)
  }
}
