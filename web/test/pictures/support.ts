import { writeFile } from "node:fs/promises"
import type { Invoice } from "../../mock-api/objects.ts"
import { SCREENSHOTS } from "../e2e/support/gates"
import type { InventedWorld } from "../e2e/support/invented"
import type { RelayOfApi } from "../e2e/support/people"
import type { Find, Picture, Who } from "./picture"

/** The folder of the pictures, below the walks' screenshots. */
export const FOLDER = "pictures/"

const VIEWS = ["1280-light", "1280-dark", "390-light", "320-light"] as const

/** Finds relays and invoices through the API, as their owners. */
export function finding(world: InventedWorld): Find {
  const ask = <T>(who: Who, what: string) => {
    const person = world.person(who)
    return person.ask<T[]>("GET", `/tenants/${person.pubkey}/${what}`, undefined, world.url)
  }
  const first = <T>(found: T | undefined, what: string): T => {
    if (!found) throw new Error(`the mock has no ${what}`)
    return found
  }
  return {
    pubkey: (who) => world.person(who).pubkey,
    relay: async (owner, subdomain) => {
      const all = [
        ...(await ask<RelayOfApi>(owner, "relays")),
        ...(await ask<RelayOfApi>(owner, "relays?status=deleted")),
      ]
      return first(
        all.find((one) => one.subdomain === subdomain),
        `relay ${subdomain} of ${owner}`,
      ).id
    },
    invoice: async (owner, is) => {
      const wanted = Object.entries(is)
      const all = await ask<Invoice>(owner, "invoices")
      const found = all.find((one) => wanted.every(([name, value]) => Reflect.get(one, name) === value))
      return first(found, `invoice ${JSON.stringify(is)} of ${owner}`).id
    },
  }
}

/** Writes a page that shows all pictures by their names. */
export async function writeIndex(pictures: readonly Picture[]): Promise<string> {
  const part = ({
    name,
    at,
  }: Picture) => `<section id="${name}"><h2><a href="#${name}">${name}</a> <small>${at.route}</small></h2>
<div>${VIEWS.map((view) => `<a href="${name}-${view}.png"><img loading="lazy" alt="${name} ${view}" src="${name}-${view}.png"></a>`).join("")}</div></section>`
  const links = pictures.map(({ name }) => `<a href="#${name}">${name}</a>`).join(" ")
  const file = `${SCREENSHOTS}${FOLDER}index.html`
  await writeFile(
    file,
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures</title>
<style>body{font:14px system-ui;margin:24px}nav{line-height:1.8}div{display:flex;gap:12px;align-items:start;overflow:auto}
img{height:420px;border:1px solid #ccc}small{color:#666;font-weight:400}</style>
<h1>${pictures.length} states</h1><nav>${links}</nav>${pictures.map(part).join("\n")}</html>`,
  )
  return file
}
