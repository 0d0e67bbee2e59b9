import { cents } from "./bill.ts"
import type { MockDesk } from "./desk.ts"
import type { Invoice, Money, Overview, World } from "./objects.ts"
import type { Variant } from "./variant.ts"

const DAY = 86_400
const MONTHS = 12
const BANDS = [
  [0, 3],
  [4, 7],
  [8, null],
] as const

const tally = (words: string[]) => {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

/** The deployment at a glance, counted from the world; `now` in unix seconds. */
export function overview(desk: MockDesk, now: number, variants: ReadonlySet<Variant> = new Set()): Overview {
  const isNew = variants.has("empty")
  const tenants = isNew ? [] : [...desk.world.tenants.values()].map(({ tenant }) => tenant)
  const relays = isNew
    ? []
    : [...desk.world.relays.values()].filter(({ deleted }) => !deleted).map((row) => desk.shown(row))
  const standing = (word: string) => tenants.filter(({ status }) => status === word).length
  const ran = now - 4
  return {
    tenants: {
      total: tenants.length,
      suspended: standing("suspended"),
      past_due: standing("past_due"),
      delinquent: standing("delinquent"),
    },
    relays: {
      total: relays.length,
      by_plan: tally(relays.map(({ plan_id }) => plan_id)),
      by_status: tally(relays.map(({ status }) => status)),
      by_provisioning: tally(relays.map(({ provisioning }) => provisioning)),
    },
    revenue: revenue(isNew ? { ...desk.world, invoices: [] } : desk.world, now),
    invoices: ageing(isNew ? [] : desk.world.invoices, now),
    drift: relays
      .filter(({ sync_error }) => sync_error !== "")
      .map(({ id, url, sync_error }) => ({ relay_id: id, url, sync_error })),
    host_faults: variants.has("hostfault")
      ? [
          {
            domain: desk.world.info.relay_domains[0] ?? "",
            fault:
              "38 of 50 relays that were looked at differ from what they should be, so the fault is the host's; they are not sent again until one is seen as wished.",
            since: now - 40 * 60,
          },
        ]
      : [],
    disputes: isNew ? [] : disputes(desk.world, now),
    payment_faults: [],
    money_hold: variants.has("held")
      ? {
          since: now - 3 * 3_600,
          reason: "The program did not run from 2026-01-27T09:00:00Z to 2026-01-31T09:00:00Z, or the clock is wrong.",
        }
      : null,
    backup: {
      place: "s3://club-backup/caravel",
      fault: variants.has("hostfault")
        ? "The bucket of s3://club-backup/caravel does not answer: Connection refused."
        : "",
      warning: "",
      lag_seconds: variants.has("hostfault") ? 1_260 : 0,
      shipped_at: ran,
      copied_at: now - 9 * 3_600,
      relays: { fault: "", lag_seconds: 0, shipped_at: ran },
      drill: {
        ended_at: now - 8 * 3_600,
        ok: true,
        message: "The control database was restored from the backup and is complete.",
        rpo_ms: 640,
        rto_ms: 3_210,
      },
      drill_fault: "",
    },
    workers: [
      { name: "reconciler", last_run_at: ran, last_error: "", last_error_at: null },
      {
        name: "prober",
        last_run_at: ran - 30,
        last_error: "A relay host gave no answer within 5 s",
        last_error_at: ran - 900,
      },
      { name: "biller", last_run_at: ran - 60, last_error: "", last_error_at: null },
      { name: "collector", last_run_at: ran, last_error: "", last_error_at: null },
      { name: "notices", last_run_at: ran - 360, last_error: "No relay took the message", last_error_at: ran - 360 },
      { name: "eraser", last_run_at: null, last_error: "", last_error_at: null },
    ],
  }
}

const sats = (amount: number) => ({ total: { amount, currency: "sat" as const }, amount: cents(amount) })

const totalOf = (of: readonly { total: Money }[]) => of.reduce((all, { total }) => all + total.amount, 0)
const sumOf = (invoices: Invoice[]) => sats(totalOf(invoices))

/** Disputes that are open, as the card processor tells of them. */
const disputes = ({ invoices, tenants }: World, now: number): NonNullable<Overview["disputes"]> =>
  invoices
    .filter(({ dispute }) => dispute === "open")
    .map(({ id, tenant_pubkey, total }) => ({
      id: `du_${id.slice(-8)}`,
      tenant_pubkey,
      invoice_id: id,
      total,
      reason: "product_not_received",
      opened_at: tenants.get(tenant_pubkey)?.tenant.disputed_at ?? now,
      respond_by: now + 9 * DAY,
    }))

function revenue({ invoices, refunds }: World, now: number): Overview["revenue"] {
  const monthOf = (at: number) => new Date(at * 1000).toISOString().slice(0, 7)
  const [year = 0, month = 1] = monthOf(now).split("-").map(Number)
  return Array.from({ length: MONTHS }, (_, back) => {
    const name = new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7)
    const paid = invoices.filter(({ paid_at }) => paid_at && monthOf(paid_at) === name)
    const returned = refunds.filter(({ created_at }) => monthOf(created_at) === name)
    const total = totalOf(paid) - totalOf(returned)
    return { month: name, payments: paid.length, ...sats(total) }
  })
}

function ageing(invoices: Invoice[], now: number): Overview["invoices"] {
  const open = invoices.filter(({ status }) => status === "open")
  const bands = (since: (invoice: Invoice) => number) =>
    BANDS.map(([days_from, days_to]) => {
      const within = open.filter((one) => {
        const days = Math.floor((now - since(one)) / DAY)
        return days >= days_from && days <= (days_to ?? days)
      })
      return { days_from, days_to, invoices: within.length, ...sumOf(within) }
    })
  return {
    by_status: tally(invoices.map(({ status }) => status)),
    open: bands(({ created_at }) => created_at),
    overdue: bands(({ due_at }) => due_at),
  }
}
