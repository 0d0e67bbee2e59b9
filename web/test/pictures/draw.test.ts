import { afterAll, beforeAll, describe, it } from "vitest"
import { passGates } from "../e2e/support/gates"
import { InventedWorld } from "../e2e/support/invented"
import { signedIn } from "../e2e/support/session"
import { visitors } from "../e2e/support/visitor"
import { PICTURES } from "./list/all"
import { FOLDER, finding, writeIndex } from "./support"

/** How long each step to a state may take. */
const REACH_MS = 12_000

const { come } = visitors()
let world: InventedWorld
beforeAll(async () => {
  world = await InventedWorld.open()
})
afterAll(async () => {
  await world?.close()
  process.stdout.write(`${await writeIndex(PICTURES)}\n`)
})

describe("every state is reached and drawn, and no program finds a fault in it", () => {
  for (const { name, who, mock = [], at, acts = [], there, pardon, settles } of PICTURES) {
    it(name, async () => {
      const looks = who ? await signedIn(world.person(who), who === "operator", world.url) : { url: world.url }
      const visitor = await come(looks)
      // The mock's relays exist in its lists only.
      visitor.pardon(/WebSocket connection/, ...(pardon ? [pardon] : []))
      const path = new URL(await at.path(finding(world)), world.url)
      path.searchParams.set("mock", mock.join(","))
      const { page, context } = visitor
      page.setDefaultTimeout(REACH_MS)
      await page.goto(path.href)
      for (const act of acts) await act(page, context)
      await page.getByText(there, { exact: true }).filter({ visible: true }).first().waitFor()
      await passGates(page, `${FOLDER}${name}`, { settles: settles !== false })
    })
  }
})
