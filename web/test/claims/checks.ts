import { readFileSync } from "node:fs"
import { get, type IncomingMessage } from "node:http"
import { verifyEvent } from "nostr-tools/pure"
import type { Page } from "playwright-core"
import { expect } from "vitest"
import { paths } from "../../src/paths"
import { Person, type RelayOfApi, relayOf, stored, until } from "../e2e/support/people"
import type { Server } from "./claims"

/** A running program, and a browser at its first page. */
export type Running = Server & { url: string; page: Page }

type Check = (running: Running) => Promise<unknown>

const READY_SECONDS = 20
const DAY = 86_400
const CREATES = /^ {2}\/tenants\/\{pubkey\}:\n([\s\S]*?)(?=^ {2}\/)/m

const json = async <T>(url: string): Promise<T> => {
  const answer = await fetch(url, { headers: { Accept: "application/json" } })
  expect(answer.status, url).toBe(200)
  return ((await answer.json()) as { data: T }).data
}

let made = 0
/** A new relay of a new person on this program. */
async function community({ url }: Running, more: Record<string, unknown> = {}) {
  const owner = new Person()
  const relay = await relayOf(owner, `claim-${process.pid}-${made++}`, more, url)
  return { owner, relay }
}

/** What a relay says about itself on its own address (NIP-11). */
async function documentOf(relay: RelayOfApi): Promise<{ self?: string; name?: string; supported_nips: unknown[] }> {
  const { host, port } = new URL(relay.url)
  const headers = { Accept: "application/nostr+json", Host: host }
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    get({ host: "127.0.0.1", port, headers }, resolve).on("error", reject),
  )
  return JSON.parse(Buffer.concat(await answer.toArray()).toString())
}

/** Reads as a stranger: the number of events, or undefined where it is refused. */
async function readByStranger(relay: RelayOfApi): Promise<number | undefined> {
  const stranger = await new Person().connect(relay.url)
  const found = await stored(stranger, { kinds: [9] }).then(
    ({ length }) => length,
    () => undefined,
  )
  stranger.close()
  return found
}

/** The checks of claims, by name. Each fails where the running program does not do what its first page says. */
export const CHECKS: Readonly<Record<string, Check>> = {
  "address-while-typing": async (running) => {
    const { relay } = await community(running)
    const { page } = running
    await page.goto(paths.home)
    const field = page.getByLabel("Name of your community")
    await field.fill(`${relay.subdomain} free`)
    await page.getByText(/ is available\.$/).waitFor()
    await field.fill(relay.subdomain)
    await page.getByText(/ is taken\. You could take /).waitFor()
    const { suggestion } = await json<{ suggestion: string }>(
      `${running.url}/availability?subdomain=${relay.subdomain}`,
    )
    expect(await json(`${running.url}/availability?subdomain=${suggestion}`)).toMatchObject({ available: true })
  },

  "ready-in-seconds": async (running) => {
    const start = Date.now()
    await community(running)
    expect((Date.now() - start) / 1_000).toBeLessThan(READY_SECONDS)
  },

  "nothing-is-asked": async (running) => {
    const { relay } = await community(running)
    expect(relay.status).toBe("active")
    await running.page.goto(`${paths.newRelay}?name=Claim+of+nothing`)
    await running.page.getByText(/ is available$/).waitFor()
    await running.page.getByRole("button", { name: "Create relay" }).click()
    await running.page.getByLabel("Your name").waitFor()
    const dialog = running.page.getByRole("dialog")
    expect(await dialog.locator("input[type=email], input[type=tel], input[autocomplete^=cc-]").count()).toBe(0)
    expect(await dialog.locator("input:visible:not([type=checkbox])").count(), "name and password").toBe(2)
  },

  "own-address": async (running) => {
    const [one, other] = [await community(running), await community(running)]
    const [first, second] = [await documentOf(one.relay), await documentOf(other.relay)]
    expect(first.name).not.toBe(second.name)
    expect(first.self).toMatch(/^[0-9a-f]{64}$/)
    expect(first.self).not.toBe(second.self)
    expect(one.relay.url).toContain(`${one.relay.subdomain}.${running.info.relay_domains[0]}`)
  },

  rules: async (running) => {
    const { owner, relay } = await community(running)
    const home = await owner.connect(relay.url)
    await home.publish(owner.event(9, "Who can read this?"))
    home.close()
    expect(await readByStranger(relay), "only members read").not.toBe(1)
    await owner.ask("PATCH", `/relays/${relay.id}`, { policy_public_read: 1 }, running.url)
    await until(async () => (await readByStranger(relay)) === 1, "strangers to read", READY_SECONDS * 1_000)
  },

  search: async (running) => {
    const { owner, relay } = await community(running)
    const home = await owner.connect(relay.url)
    const note = owner.event(9, "The pottery kiln is warm")
    await home.publish(note)
    const found = await stored(home, { kinds: [9], search: "kiln" } as never)
    home.close()
    expect(found.map(({ id }) => id)).toEqual([note.id])
  },

  signed: async (running) => {
    const { owner, relay } = await community(running)
    const home = await owner.connect(relay.url)
    await home.publish(owner.event(9, "Mine"))
    const [kept] = await stored(home, { kinds: [9] })
    expect(kept?.pubkey).toBe(owner.pubkey)
    expect(kept && verifyEvent({ ...kept })).toBe(true)
    const forged = { ...owner.event(9, "Not mine"), pubkey: new Person().pubkey }
    await expect(home.publish(forged)).rejects.toThrow()
    home.close()
  },

  "exit-kit": async (running) => {
    const { owner, relay } = await community(running)
    const answer = await fetch(`${running.url}/relays/${relay.id}/exit-kit`, {
      headers: { Authorization: await owner.token(running.url) },
    })
    expect(answer.status).toBe(200)
    const kit = Buffer.from(await answer.arrayBuffer()).toString("latin1")
    for (const name of ["events.jsonl", "relay.toml", "members.json", "bans.json", "README.txt"]) {
      expect(kit, name).toContain(name)
    }
  },

  files: async ({ info, plans }) => {
    expect(info.hosts[0]?.features.blossom).toBe(true)
    expect(plans.some(({ blossom }) => blossom)).toBe(true)
  },

  calls: async ({ info, plans }) => {
    expect(info.hosts[0]?.features.livekit).toBe(true)
    expect(plans.some(({ livekit }) => livekit)).toBe(true)
  },

  price: async (running) => {
    const { page, plans, info } = running
    await page.goto(paths.home)
    const table = page.getByRole("table", { name: /plan/i })
    for (const plan of plans.filter(({ hidden }) => !hidden)) {
      await table.getByText(plan.name, { exact: true }).first().waitFor()
    }
    const paid = plans.find(({ hidden, price }) => !hidden && price.amount > 0)
    if (!paid || info.payment_methods.length === 0) return
    const { owner } = await community(running, { plan_id: paid.id })
    const [invoice] = await until(async () => {
      const all = await owner.ask<{ id: string; total: { amount: number } }[]>(
        "GET",
        `/tenants/${owner.pubkey}/invoices`,
        undefined,
        running.url,
      )
      return all.length > 0 ? all : undefined
    }, "the invoice")
    expect(invoice?.total).toEqual(paid.price)
  },

  grace: async (running) => {
    const paid = running.plans.find(({ hidden, price }) => !hidden && price.amount > 0)
    const { owner } = await community(running, { plan_id: paid?.id })
    const [invoice] = await until(async () => {
      const all = await owner.ask<{ created_at: number; due_at: number }[]>(
        "GET",
        `/tenants/${owner.pubkey}/invoices`,
        undefined,
        running.url,
      )
      return all.length > 0 ? all : undefined
    }, "the invoice")
    expect(((invoice?.due_at ?? 0) - (invoice?.created_at ?? 0)) / DAY).toBe(running.info.grace_days)
  },

  "ways-to-pay": async ({ page, info }) => {
    await page.goto(paths.home)
    const note = page.locator("#plans").getByText(/You pay a month in advance, by /)
    const said = (await note.last().textContent()) ?? ""
    expect(said.includes("Lightning")).toBe(info.payment_methods.includes("lightning"))
    expect(said.includes("card")).toBe(info.payment_methods.includes("card"))
  },

  "payments-off": async (running) => {
    if (running.info.payment_methods.length > 0) return
    const { owner } = await community(running, { plan_id: running.plans.find(({ price }) => price.amount > 0)?.id })
    expect(await owner.ask("GET", `/tenants/${owner.pubkey}/invoices`, undefined, running.url)).toEqual([])
  },

  "no-account-is-closed": async ({ url }) => {
    const owner = new Person()
    await owner.ask("POST", "/tenants", {}, url)
    const answer = await fetch(`${url}/tenants/${owner.pubkey}`, {
      method: "DELETE",
      headers: { Accept: "application/json", Authorization: await owner.token(url) },
    })
    expect([404, 405]).toContain(answer.status)
    const api = readFileSync(new URL("../../../docs/openapi.yaml", import.meta.url), "utf8")
    const tenant = CREATES.exec(api)?.[1] ?? ""
    expect(tenant).toMatch(/^ {4}get:/m)
    expect(tenant).not.toMatch(/^ {4}delete:/m)
  },

  nips: async (running) => {
    const { relay } = await community(running)
    const { supported_nips: nips } = await documentOf(relay)
    for (const nip of [9, 40, 42, 43, 45, 50, 70, 77, 86]) expect(nips.map(Number), `NIP-${nip}`).toContain(nip)
  },

  features: async ({ page, info }) => {
    await page.goto(paths.home)
    const features = info.hosts[0]?.features
    const lines = page.getByText(/^(On this server|Not available yet): /)
    await lines.first().waitFor()
    const said = await lines.allTextContents()
    const served = said.find((one) => one.startsWith("On this server")) ?? ""
    expect(served.includes("voice and video calls")).toBe(features?.livekit)
    expect(served.includes("photos and files")).toBe(features?.blossom)
    expect(served.includes("rooms")).toBe(features?.rooms)
    expect(served.includes("notifications on phones")).toBe(features?.push)
  },

  demo: async ({ info, url }) => {
    expect(info.demo).toBe(true)
    expect(new URL(url).hostname).toBe("localhost")
  },

  version: async ({ page, info }) => {
    await page.goto(paths.home)
    await page.getByText(`Version ${info.version}`).waitFor()
  },
}
