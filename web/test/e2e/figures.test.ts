import type { Page } from "playwright-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { paths } from "~/paths"
import { passGates } from "./support/gates"
import { InventedWorld } from "./support/invented"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
let world: InventedWorld
beforeAll(async () => {
  world = await InventedWorld.open()
})
afterAll(() => world?.close())

/** Opens a disclosure by the keyboard. */
async function open(page: Page, summary: string): Promise<void> {
  await page.getByText(summary, { exact: true }).first().focus()
  await page.keyboard.press("Enter")
}

it("the charts of /admin show a day and a month, with a table of values, by the keyboard", async () => {
  const { page } = await come(await signedIn(world.person("operator"), true, world.url))
  await page.goto(paths.admin)
  const charts = page.getByRole("region", { name: "Over time" })
  await charts.getByRole("img").first().waitFor()
  expect(await charts.getByRole("img").count()).toBe(10)
  await passGates(page, "admin-charts-day")

  await open(page, "Show values")
  await charts.getByRole("table").first().waitFor()
  expect(await charts.getByRole("table").first().getByRole("row").count()).toBeGreaterThan(200)
  // Nothing may be half behind the bar at the top.
  await page.evaluate(() => window.scrollTo(0, 0))
  await passGates(page, "admin-charts-table")

  await charts.getByLabel("Period").focus()
  await page.keyboard.press("ArrowDown")
  await charts.getByText("Last 30 days").first().waitFor()
  await expect.poll(() => charts.getByRole("img").count()).toBe(10)
  await passGates(page, "admin-charts-month")
})

it("the status of 90 days is read by everyone, with every day in a table", async () => {
  const { page } = await come({ url: world.url })
  await page.goto(paths.status)
  await page.getByRole("heading", { name: "All relays" }).waitFor()
  await open(page, "Show days")
  await page.getByRole("table").waitFor()
  expect(await page.getByRole("table").getByRole("row").count()).toBe(91)
  await passGates(page, "status-90-days")
  await page.goto(`${paths.status}?mock=hostfault`)
  await page.getByText("Some relays are not reachable").waitFor()
  await passGates(page, "status-trouble")
})

it("a relay's status is public once its owner wishes, and not before", async () => {
  const owner = world.person("owner")
  const [relay] = await owner.ask<{ id: string }[]>("GET", `/tenants/${owner.pubkey}/relays`, undefined, world.url)
  const id = relay?.id ?? ""
  const visitor = await come({ url: world.url })
  visitor.pardon(/status of 404/)
  await visitor.page.goto(paths.relayStatus(id))
  await visitor.page.getByText("No status here").waitFor()
  await owner.ask("PUT", `/relays/${id}`, { public_status: 1 }, world.url)
  await visitor.page.reload()
  await visitor.page.getByText("The owner of this relay publishes these figures.").waitFor()
  await passGates(visitor.page, "relay-status-90-days")
})
