import { describe, expect, it } from "vitest"
import { RELAY_STATES } from "~/domain/relay/relay"
import { bare, member, open, operator } from "~/routes"
import { VARIANTS } from "../../mock-api/variant"
import { PAGE_STATES, PICTURES } from "../pictures/list/all"

/** The states of tenants and invoices that people see. */
const TENANT_STATES = ["active", "past_due", "delinquent", "suspended", "closed"]
const INVOICE_STATES = ["open", "paid", "void", "disputed"]
/** They change how something is done, and not what can be seen. */
const UNSEEN = ["slow", "signedout", "paid", "codeends", "shortlived", "norefund"]

const shown = new Set(PICTURES.flatMap(({ shows = [] }) => shows))
const drawn = new Set(PICTURES.map(({ at }) => at.route))

describe("npm run pictures draws", () => {
  it.each([...bare, ...open, ...member, ...operator].map(({ path }) => path))("the route %s", (path) => {
    expect(drawn).toContain(path)
  })

  it.each([
    ...RELAY_STATES.map((state) => `relay:${state}`),
    ...TENANT_STATES.map((state) => `tenant:${state}`),
    ...INVOICE_STATES.map((state) => `invoice:${state}`),
    ...PAGE_STATES.map((state) => `page:${state}`),
  ])("the state %s", (state) => {
    expect(shown).toContain(state)
  })

  it.each(Object.keys(VARIANTS).filter((variant) => !UNSEEN.includes(variant)))("the mock’s variant %s", (variant) => {
    expect(PICTURES.some(({ mock = [] }) => mock.some((one) => one === variant))).toBe(true)
  })

  it("each state under a name of its own", () => {
    const names = PICTURES.map(({ name }) => name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })
})
