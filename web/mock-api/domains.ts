import type { RelayDomain, RelayRow } from "./objects.ts"
import { invalid, Problem } from "./problem.ts"

const NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

const NEXT = { none: "none", waiting: "verified", verified: "certificate", certificate: "live", live: "live" } as const

const NONE: RelayDomain = {
  custom_domain: "",
  state: "none",
  detail: "",
  checked_at: null,
  wrong_since: null,
  records: [],
}

/** Refuses a custom domain as the server does; what is stored may be repeated or emptied. */
export function refuseCustomDomain(row: RelayRow | undefined, wanted: unknown, relayDomain: string): void {
  if (typeof wanted !== "string" || wanted === "" || wanted === row?.relay.custom_domain) return
  if (wanted === relayDomain || wanted.endsWith(`.${relayDomain}`))
    throw invalid("custom_domain", `Names under ${relayDomain} are chosen as the relay’s subdomain.`)
  if (!NAME.test(wanted) || wanted.length > 253)
    throw invalid(
      "custom_domain",
      "Enter a domain in lower case, such as relay.example.com. Write other letters in their xn-- form.",
    )
}

/** The custom domain of a relay. It follows the relay’s row. */
export function domainOf(row: RelayRow): RelayDomain {
  const name = row.deleted ? "" : row.relay.custom_domain
  if (name === "") return NONE
  if (row.domain?.custom_domain !== name) {
    row.domain = {
      custom_domain: name,
      state: "waiting",
      detail: `${name} has no CNAME record. _caravel.${name} has no TXT record.`,
      checked_at: null,
      wrong_since: null,
      records: [
        { type: "CNAME", name, value: `${row.relay.subdomain}.${row.relay.zooid_domain}` },
        { type: "TXT", name: `_caravel.${name}`, value: `caravel-domain=${row.relay.id.replaceAll("-", "")}` },
      ],
    }
  }
  return row.domain
}

/** Each check, at `now`, brings a domain to its next state. */
export function checkedDomain(row: RelayRow, now: number): RelayDomain {
  const before = domainOf(row)
  if (before.state === "none") throw new Problem(409, "conflict", "This relay has no custom domain to check.")
  const after = { ...before, state: NEXT[before.state], detail: "", checked_at: now }
  row.domain = after
  row.relay.custom_domain_verified = 1
  return after
}
