import type { BrowserContext } from "playwright-core"
import type { Person } from "./people"

/** What a scripted wallet does when it is asked to pay; `silent` never answers. */
export type WalletMood = "pays" | "refuses" | "silent"

/** A wallet in the browser (WebLN) for every page of this browser. It pays with the play money of the demo. */
export class ScriptedBrowserWallet {
  mood: WalletMood = "pays"
  /** What it was asked to pay, in order. */
  readonly asked: string[] = []

  constructor(
    private readonly owner: Person,
    private readonly server: string,
  ) {}

  async install(context: BrowserContext): Promise<void> {
    await context.exposeFunction("scriptedWallet", (lnbc: string) => this.pay(lnbc))
    await context.addInitScript(() => {
      let enabled = false
      const ask = Reflect.get(window, "scriptedWallet") as (lnbc: string) => Promise<unknown>
      Reflect.set(window, "webln", {
        enable: async () => {
          enabled = true
        },
        sendPayment: (lnbc: string) => {
          if (!enabled) throw new Error("not enabled")
          return ask(lnbc)
        },
      })
    })
  }

  private async pay(lnbc: string): Promise<unknown> {
    this.asked.push(lnbc)
    if (this.mood === "silent") return new Promise(() => undefined)
    if (this.mood === "refuses") throw new Error("User rejected")
    await this.owner.ask("POST", "/dev/wallet/pay", { invoice: lnbc }, this.server)
    return { preimage: "" }
  }
}
