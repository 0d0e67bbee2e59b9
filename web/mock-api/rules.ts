import type { Plan, Relay, RelayRow, Switch, World } from "./objects.ts"
import { SWITCHES } from "./objects.ts"
import { invalid, Problem } from "./problem.ts"

const RESERVED = new Set(
  "api admin www app mail smtp imap ns1 ns2 status docs help support billing relay relays static assets".split(" "),
)
const LABEL_MAX = 63
const NAME_MAX = 100
const DESCRIPTION_MAX = 2000
const ICON_MAX = 48 * 1024

/** A request's body: a JSON object of whatever people send. */
export type Body = Record<string, unknown>

/** What is wrong with a label by itself. */
export function labelFault(label: string): Problem | undefined {
  const fault = (code: string, error: string) => invalid("subdomain", error, code)
  if (label === "") return fault("subdomain-empty", "subdomain is required")
  if (label.length > LABEL_MAX) return fault("subdomain-too-long", "subdomain must be 63 characters or fewer")
  if (!/^[a-z0-9-]+$/.test(label)) {
    return fault("subdomain-invalid-characters", "subdomain may only contain lowercase letters, numbers, and hyphens")
  }
  if (label.startsWith("-") || label.endsWith("-")) {
    return fault("subdomain-invalid-hyphen", "subdomain cannot start or end with a hyphen")
  }
  return RESERVED.has(label) ? fault("subdomain-reserved", "subdomain is reserved") : undefined
}

/** Whether another relay than `mine` stands under the label. */
export function isTaken(world: World, label: string, mine?: string): boolean {
  return [...world.relays.values()].some(({ relay }) => relay.subdomain === label && relay.id !== mine)
}

/** A free label like the one that cannot be had. */
export function suggestion(world: World, label: string): string | undefined {
  const tidy = label
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, LABEL_MAX - 3)
    .replace(/^-+|-+$/g, "")
  const all = [tidy, ...Array.from({ length: 19 }, (_, n) => `${tidy}-${n + 2}`)]
  return all.find((one) => one !== label && !labelFault(one) && !isTaken(world, one))
}

/** A text of a body, or undefined where it is absent. */
export function text(body: Body, field: string, max = 4096): string | undefined {
  const value = body[field]
  if (value === undefined || value === null) return undefined
  if (typeof value !== "string") throw invalid(field, "This must be text.")
  if (value.length > max) throw invalid(field, `This is too long: use at most ${max} characters.`)
  return value
}

function flag(body: Body, field: Switch): 0 | 1 | undefined {
  const value = body[field]
  if (value === undefined || value === null) return undefined
  if (value !== 0 && value !== 1) throw invalid(field, "This must be 0 or 1.")
  return value
}

/** The plan of a body; a hidden one is an admin's to choose, unless the relay is on it already. */
function planOf(world: World, id: string | undefined, admin: boolean, current?: string): Plan {
  if (!id) throw invalid("plan_id", "Choose a plan.")
  const plan = world.plans.find((one) => one.id === id && (!one.hidden || admin || one.id === current))
  if (!plan) throw invalid("plan_id", "Plan not found.", "unknown-plan")
  return plan
}

/** How often the plan is charged: as it was on the same plan, else monthly, unless the body says it. */
export function intervalOf(body: Body, plan: Plan, current: Relay["interval"] | undefined): Relay["interval"] {
  const wanted = text(body, "interval") ?? current ?? "month"
  if (wanted !== "month" && wanted !== "year") {
    throw invalid("interval", "A relay is paid every month or every year.")
  }
  return plan.yearly ? wanted : "month"
}

function checkProfile(body: Body): Partial<Relay> {
  const found: Partial<Relay> = {}
  const name = text(body, "info_name", NAME_MAX)
  if (name !== undefined) {
    if (/[\r\n]/.test(name)) throw invalid("info_name", "Keep the name on one line.")
    found.info_name = name
  }
  const about = text(body, "info_description", DESCRIPTION_MAX)
  if (about !== undefined) found.info_description = about
  const icon = text(body, "info_icon", ICON_MAX * 2)
  if (icon !== undefined) {
    if (icon.startsWith("data:")) {
      if (icon.length > ICON_MAX) throw invalid("info_icon", "An uploaded picture can be 48 KiB at most.")
      if (!icon.startsWith("data:image/")) throw invalid("info_icon", "We can’t show this picture.")
    } else if (icon !== "" && !/^https:\/\/[^/\s]+/.test(icon)) {
      throw invalid("info_icon", "The picture must be an https:// link.")
    }
    found.info_icon = icon
  }
  return found
}

function checkLabel(world: World, label: string, mine?: string): string {
  const fault = labelFault(label)
  if (fault) throw fault
  if (isTaken(world, label, mine)) {
    throw invalid("subdomain", "subdomain is already taken", "duplicate-subdomain")
  }
  return label
}

const has = (plan: Plan, name: Switch) =>
  name === "blossom_enabled" ? plan.blossom : name === "livekit_enabled" ? plan.livekit : true

const ON_AT_FIRST = new Set<Switch>(SWITCHES.filter((name) => !name.startsWith("policy_")))

/** What a new relay is to be; a feature that the plan lacks is quietly off. */
export function shapeOfNew(world: World, body: Body, admin: boolean): Partial<Relay> & { subdomain: string } {
  const subdomain = checkLabel(world, text(body, "subdomain", NAME_MAX) ?? "")
  const domain = text(body, "zooid_domain")
  if (domain && !world.info.relay_domains.includes(domain)) {
    throw invalid("zooid_domain", "This domain has no relays.")
  }
  const plan = planOf(world, text(body, "plan_id"), admin)
  const shape: Partial<Relay> & { subdomain: string } = {
    ...checkProfile(body),
    subdomain,
    ...(domain && { zooid_domain: domain, url: `wss://${subdomain}.${domain}` }),
    plan_id: plan.id,
    interval: intervalOf(body, plan, undefined),
  }
  for (const name of SWITCHES) {
    const wanted = flag(body, name) ?? (ON_AT_FIRST.has(name) ? 1 : 0)
    shape[name] = has(plan, name) ? wanted : 0
  }
  return shape
}

/** What changes of a relay. A value that stays what it is is never checked again. */
export function shapeOfChange(world: World, row: RelayRow, body: Body, admin: boolean): Partial<Relay> {
  const { relay } = row
  const shape: Partial<Relay> = checkProfile(body)
  const label = text(body, "subdomain", NAME_MAX)
  if (label !== undefined && label !== relay.subdomain) shape.subdomain = checkLabel(world, label, relay.id)
  const planId = text(body, "plan_id")
  const plan = planOf(world, planId ?? relay.plan_id, admin, relay.plan_id)
  if (plan.id !== relay.plan_id) {
    if (plan.members !== null && row.members.length > plan.members) {
      throw invalid("plan_id", membersExceeded(plan, row.members.length), "member-limit-exceeded")
    }
    shape.plan_id = plan.id
  }
  shape.interval = intervalOf(body, plan, plan.id === relay.plan_id ? relay.interval : undefined)
  if (typeof body.custom_domain === "string") shape.custom_domain = body.custom_domain
  for (const name of SWITCHES) {
    const wanted = flag(body, name)
    if (wanted === 1 && relay[name] === 0 && !has(plan, name)) {
      throw invalid(name, "This relay’s plan doesn’t include this.", "feature-not-in-plan")
    }
    if (wanted !== undefined) shape[name] = wanted
    if (!has(plan, name)) shape[name] = 0
  }
  return Object.fromEntries(
    Object.entries(shape).filter(([name, value]) => value !== relay[name as keyof Relay]),
  ) as Partial<Relay>
}

const membersExceeded = (plan: Plan, now: number) =>
  `This relay has ${now} members, the plan ${plan.name} allows ${plan.members}.`

/** The sentence of a plan that cannot take another relay. */
export const relayLimit = () => new Problem(422, "relay-limit", "You can have 20 relays here.")
