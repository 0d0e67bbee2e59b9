import { describe, expect, it } from "vitest"
import { memberGroups, operatorGroups } from "~/components/frame/palette-items"
import type { Relay } from "~/domain/relay/relay"
import { paths } from "~/paths"

const relay = (id: string, info_name: string, subdomain: string) =>
  ({ id, info_name, subdomain, zooid_domain: "example.com", info_icon: "", status: "active", synced: 1 }) as Relay

const RELAYS = [
  relay("1", "Lisbon Chamber Choir", "choir"),
  relay("2", "Café Óbidos", "obidos"),
  ...Array.from({ length: 20 }, (_, at) => relay(`t${at}`, `Team ${at}`, `team-${at}`)),
]
const labels = (groups: ReturnType<typeof memberGroups>) =>
  groups.flatMap((group) => group.items.map((item) => item.label))

describe("the palette", () => {
  it("finds relays by name or address, whatever their case and accents", () => {
    expect(labels(memberGroups(RELAYS, "OBIDOS"))[0]).toBe("Café Óbidos")
    expect(labels(memberGroups(RELAYS, "cafe ob"))[0]).toBe("Café Óbidos")
    expect(labels(memberGroups(RELAYS, "choir.example"))[0]).toBe("Lisbon Chamber Choir")
  })

  it("offers the pages of a relay once few are left", () => {
    expect(labels(memberGroups(RELAYS, "lisb"))).toContain("Lisbon Chamber Choir: members")
    expect(labels(memberGroups(RELAYS, "team"))).not.toContain("Team 0: members")
  })

  it("lists only so many relays, with pages and actions below", () => {
    const groups = memberGroups(RELAYS, "")
    expect(groups.map((group) => group.label)).toEqual(["Relays", "Go to", "Actions"])
    expect(groups[0]?.items).toHaveLength(7)
    expect(labels(groups)).toContain("Create relay")
  })

  it("never leads to the operator's pages from others", () => {
    for (const sought of ["", "admin", "tenant", "overview", "a", "team", "operator"]) {
      for (const group of memberGroups(RELAYS, sought)) {
        for (const item of group.items) expect(item.to ?? "").not.toMatch(/^\/admin/)
      }
    }
  })

  it("lists the operator's pages there, and searches their lists for what was typed", () => {
    const items = operatorGroups("mara & co").flatMap((group) => group.items)
    expect(items.map((item) => item.to)).toEqual([
      `${paths.adminTenants}?q=mara%20%26%20co`,
      `${paths.adminRelays}?q=mara%20%26%20co`,
    ])
    expect(operatorGroups("").flatMap((group) => group.items.map((item) => item.to))).toContain(paths.adminInvoices)
  })

  it("says nothing where nothing matches", () => {
    expect(memberGroups(RELAYS, "zzz")).toEqual([])
  })
})
