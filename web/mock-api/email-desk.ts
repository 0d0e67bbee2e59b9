import type { components } from "../src/api/schema.gen"
import type { MockDesk } from "./desk.ts"
import { invalid, Problem } from "./problem.ts"
import { text } from "./rules.ts"
import type { Act, Ask } from "./server.ts"
import type { Caller } from "./sign-in.ts"

type Tenant = components["schemas"]["Tenant"]
type TenantEmail = components["schemas"]["TenantEmail"]

const NONE: TenantEmail = { address: "", status: "none", text: "", expires_at: null }
const YEAR = 365 * 86_400
const ADDRESS = /^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/
const TOKEN = "token-of-"

const refused = (code: string, sentence: string) => new Problem(400, code, sentence)
const noLink = () =>
  refused("email-link", "This link has expired or was used already. You can ask for a new one on your account page.")

/** The email addresses of accounts. The token of a link is `token-of-` and the account's key. */
export class EmailDesk {
  readonly emails = new Map<string, TenantEmail>()

  constructor(private readonly desk: MockDesk) {}

  declare(on: (access: "public" | "authed", line: string, act: Act) => void): void {
    const tenant = (ask: Ask, caller: Caller) => this.desk.tenant(ask.path[0] ?? "", caller)
    on("authed", "GET /tenants/*/email", (ask, caller) => this.emails.get(tenant(ask, caller).pubkey) ?? NONE)
    on("authed", "PUT /tenants/*/email", (ask, caller) => {
      const owner = tenant(ask, caller)
      const address = (text(ask.body, "address") ?? "").trim()
      if (!ADDRESS.test(address)) throw invalid("address", "That’s not an email address.")
      return this.save(owner, address, ask)
    })
    on("authed", "DELETE /tenants/*/email", (ask, caller) => {
      this.emails.delete(tenant(ask, caller).pubkey)
      return NONE
    })
    on("authed", "POST /tenants/*/email/send", (ask, caller) => {
      const owner = tenant(ask, caller)
      const email = this.emails.get(owner.pubkey)
      if (!email) throw refused("no-email", "Add an email address first.")
      if (email.status === "verified") throw refused("email-verified", "This address is confirmed already.")
      return this.save(owner, email.address, ask)
    })
    on("public", "POST /email/verify", ({ body }) => this.move(text(body, "token") ?? "", "verified"))
    on("public", "POST /email/unsubscribe", ({ query }) => this.move(query.get("token") ?? "", "unsubscribed"))
  }

  private save(owner: Tenant, address: string, { variants }: Ask): TenantEmail {
    if (variants.has("maillimit")) {
      throw refused("email-limit", "You asked for 5 mails within a day. Try again tomorrow.")
    }
    const email: TenantEmail = {
      address,
      status: "unverified",
      text: "We sent a mail to this address. Open the link in it.",
      expires_at: owner.created_at + YEAR,
    }
    this.emails.set(owner.pubkey, email)
    return email
  }

  private move(token: string, status: "verified" | "unsubscribed"): { status: "verified" | "unsubscribed" } {
    const pubkey = token.replace(TOKEN, "")
    const email = this.emails.get(pubkey)
    if (!email || !token.startsWith(TOKEN)) throw noLink()
    const said = status === "verified" ? "" : "The mails to this address were ended with a link in one of them."
    this.emails.set(pubkey, { ...email, status, text: said, expires_at: null })
    return { status }
  }
}
