import { cents, charge, monthsAfter, sum } from "./bill.ts"
import { detailsOf, numberOf } from "./documents-desk.ts"
import type { Invoice, InvoiceItem, Relay, Tenant } from "./objects.ts"
import { ACCOUNTS, hexOf } from "./people.ts"
import type { Seeding } from "./seed.ts"
import { seedAdjustments } from "./seed-adjustments.ts"

const DAY = 86_400
const GRACE = 7 * DAY

/** Invoices in every state, and tenants whose wallets and cards pay, fail or are missing. */
export function seedMoney(seeding: Seeding, now: number): void {
  const { owner, late, unpaid, payer, failing, due } = ACCOUNTS
  const { world } = seeding
  const { invoice, account } = books(seeding, now)
  const ofTenant = (pubkey: string) =>
    [...world.relays.values()].filter(({ relay }) => relay.tenant_pubkey === pubkey).map(({ relay }) => relay)
  const paid = (daysAgo: number, method: Invoice["method"] & string) =>
    ({ status: "paid", method, paid_at: now - daysAgo * DAY }) as const
  const gone = (daysAgo: number, void_reason: Invoice["void_reason"] & string) =>
    ({ status: "void", voided_at: now - daysAgo * DAY, void_reason }) as const

  const [choir, square] = ["lisbon-choir", "open-square"].map((label) =>
    ofTenant(owner.pubkey).find(({ subdomain }) => subdomain === label),
  )
  invoice([choir, square], 65, gone(58, "forgiven"))
  invoice([choir, square], 35, paid(34, "nwc"))
  account(owner.pubkey, 35, {})

  invoice(ofTenant(late.pubkey), 5, {})
  account(late.pubkey, 5, {})

  invoice(ofTenant(unpaid.pubkey), 10, gone(3, "forgiven"))
  account(unpaid.pubkey, 10, { renews_at: null })

  seeding.tenant(payer.pubkey, 130, {
    nwc_is_set: true,
    wallet: { pubkey: hexOf("wallet of Petra"), budget_msats: 100_000_000 },
    stripe_customer_id: "cus_petra",
    stripe_payment_method_id: "pm_petra",
    card: { brand: "visa", last4: "4242" },
    credit: { amount: 2_400, currency: "sat" },
  })
  world.details.set(payer.pubkey, {
    name: "Orchard Housing Co-operative",
    address: "12 Pear Tree Lane\nBristol BS1 4XE\nUnited Kingdom",
    tax_id: "GB 123 4567 89",
    reference: "Cost centre 31",
  })
  const orchard = seeding.relay(payer.pubkey, "orchard", "The Orchard", { members: 44, age: 125, plan_id: "growth" })
  const printers = seeding.relay(payer.pubkey, "printers", "Letterpress Printers", { members: 18, age: 98 })
  invoice([orchard], 125, gone(118, "forgiven"))
  invoice([orchard, printers], 98, gone(97, "replaced"))
  invoice([printers], 97, paid(96, "oob"))
  invoice([orchard, printers], 67, paid(66, "stripe"))
  invoice([orchard, printers], 36, paid(36, "nwc"))
  invoice([orchard, printers], 5, paid(5, "nwc"))
  invoice([printers], 2, { ...gone(1, "written_off"), void_note: "They were charged twice for the same days" })
  const last = world.items.findLast(({ relay_id }) => relay_id === orchard.id)
  if (last) {
    world.items.push({
      ...last,
      id: `credit:${last.id}`,
      invoice_id: null,
      amount: -240,
      total: { amount: -2_400, currency: "sat" },
      kind: "credit",
      gives_back: last.id,
      description: "Unused time on orchard",
      created_at: now - DAY,
      period_start: now - DAY,
    })
  }
  account(payer.pubkey, 5, {})

  seeding.tenant(failing.pubkey, 40, {
    nwc_is_set: true,
    wallet: { pubkey: hexOf("wallet of Otto"), budget_msats: null },
    nwc_error: "The wallet refused: its monthly budget is used up.",
    stripe_customer_id: "cus_otto",
    stripe_payment_method_id: "pm_otto",
    card: { brand: "mastercard", last4: "0341" },
    stripe_error: "The card was declined. Use another card or ask your bank.",
  })
  const dockside = seeding.relay(failing.pubkey, "dockside", "Dockside", { members: 23, age: 37 })
  invoice([dockside], 36, paid(36, "nwc"))
  invoice([dockside], 6, {})
  account(failing.pubkey, 6, {})

  seeding.tenant(due.pubkey, 3)
  const kiln = seeding.relay(due.pubkey, "kiln", "Kiln and Clay", { members: 7, age: 2 })
  const bikes = seeding.relay(due.pubkey, "cargo-bikes", "Cargo Bikes", { members: 51, age: 2, plan_id: "growth" })
  invoice([kiln, bikes], 2, {})
  const accrued = line(seeding, kiln, now - 3_600, 450)
  world.items.unshift({ ...accrued, id: "charge:small", description: "kiln, a feature for the rest of the month" })
  account(due.pubkey, 2, {})

  payFirst(seeding, now)
  seedAdjustments(seeding, now)
}

/** A tenant whose last invoice was forgiven: a new relay, one that comes back and one that moves wait for their invoices. */
function payFirst(seeding: Seeding, now: number): void {
  const { pubkey } = ACCOUNTS.returning
  const { world } = seeding
  const { invoice, account } = books(seeding, now)
  seeding.tenant(pubkey, 60, { status: "delinquent", churned_at: now - 2 * DAY })
  const offline = { base: "delinquent", members: 0, synced: 0 } as const
  const fresh = seeding.relay(pubkey, "tide-table", "Tide Table", { ...offline, age: 0, provisioning_step: "saved" })
  const back = seeding.relay(pubkey, "boat-shed", "The Boat Shed", { base: "delinquent", members: 22, age: 50 })
  const moving = seeding.relay(pubkey, "rope-walk", "Rope Walk", { members: 8, plan_id: "free", age: 20 })
  invoice([back], 9, { status: "void", voided_at: now - 2 * DAY, void_reason: "forgiven" })
  account(pubkey, 9, { renews_at: null })
  for (const [relay, plan_id] of [
    [fresh, "basic"],
    [back, "basic"],
    [moving, "growth"],
  ] as const) {
    const plan = world.plans.find(({ id }) => id === plan_id)
    const row = world.relays.get(relay.id)
    if (!plan || !row) continue
    const id = seeding.id()
    const item = charge(row, plan, { start: now, end: monthsAfter(now, 1) }, now, null)
    world.items.push({ ...item, id: `${item.id}:reserved`, invoice_id: id })
    const span = { period_start: now, period_end: item.period_end, created_at: now, due_at: now + GRACE }
    const number = numberOf(world, now)
    world.invoices.push({
      id,
      number,
      tenant_pubkey: pubkey,
      amount: item.amount,
      total: item.total,
      ...span,
      status: "open",
    })
    row.reserved = { plan_id, interval: "month", invoice_id: id }
    if (relay === fresh) continue
    const detail = relay === moving ? { changed: ["plan_id"], plan_id: { from: "free", to: plan_id } } : {}
    seeding.did(pubkey, "await_relay_payment", "relay", relay.id, now, detail)
  }
}

function line(seeding: Seeding, relay: Relay, at: number, sats?: number): InvoiceItem {
  const row = seeding.world.relays.get(relay.id)
  const plan = seeding.world.plans.find(({ id }) => id === relay.plan_id)
  if (!row || !plan) throw new Error(`nothing is charged for ${relay.subdomain}`)
  const made = charge(row, plan, { start: at, end: monthsAfter(at, 1) }, at, null)
  return sats === undefined ? made : { ...made, amount: cents(sats), total: { amount: sats, currency: "sat" } }
}

/** Writes invoices, and how their tenants are billed, into the seeded world. */
export function books(seeding: Seeding, now: number) {
  const { world } = seeding
  const invoice = (relays: (Relay | undefined)[], daysAgo: number, more: Partial<Invoice>): Invoice => {
    const at = now - daysAgo * DAY
    const charged = relays.filter((relay) => relay !== undefined)
    const lines = charged.map((relay) => line(seeding, relay, at)).filter(({ total }) => total.amount > 0)
    const total = sum(lines)
    const id = seeding.id()
    const owner = charged[0]?.tenant_pubkey ?? ""
    const made: Invoice = {
      id,
      number: numberOf(world, at),
      tenant_pubkey: owner,
      amount: cents(total),
      total: { amount: total, currency: "sat" },
      period_start: at,
      period_end: monthsAfter(at, 1),
      created_at: at,
      due_at: at + GRACE,
      status: "open",
      ...more,
    }
    world.invoices.push(made)
    const voided = more.voided_at ? { voided_at: more.voided_at } : {}
    if (more.void_reason !== "replaced") {
      world.items.push(...lines.map((one) => ({ ...one, id: `${one.id}:${id}`, invoice_id: id, ...voided })))
    }
    seeding.did("system", "create_invoice", "invoice", id, at, {}, owner)
    if (more.paid_at) world.settled.set(id, detailsOf(world, owner))
    if (more.paid_at) seeding.did("system", "pay_invoice", "invoice", id, more.paid_at, { method: more.method }, owner)
    if (more.voided_at) seeding.did("system", "void_invoice", "invoice", id, more.voided_at, {}, owner)
    return made
  }
  const account = (pubkey: string, daysAgo: number, more: Partial<Tenant>): void => {
    const tenant = world.tenants.get(pubkey)?.tenant
    if (!tenant) return
    const anchor = now - daysAgo * DAY
    const open = world.invoices.some((one) => one.tenant_pubkey === pubkey && one.status === "open")
    Object.assign(tenant, { billing_anchor: anchor, renews_at: monthsAfter(anchor, 1), ...more })
    if (open && tenant.status === "active") tenant.status = "past_due"
  }
  return { invoice, account }
}
