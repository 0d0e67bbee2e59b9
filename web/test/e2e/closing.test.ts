import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { unzipSync } from "fflate"
import { afterAll, beforeAll, expect, it } from "vitest"
import { paths } from "~/paths"
import { Caravel, temporaryFolder } from "../../../conformance/peers/support/caravel.mjs"
import { passGates } from "./support/gates"
import { operatorIn, Person, relayOf } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
let caravel: Caravel
let data: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  data = await temporaryFolder()
  caravel = await Caravel.start({ DATA_DIR: data.folder })
})
afterAll(async () => {
  await caravel.stop()
  await data.remove()
})

it("an owner downloads everything, closes the account, and opens it again", async () => {
  const owner = new Person()
  await relayOf(owner, "leavers", { plan_id: "free", info_name: "Leavers" }, caravel.url)
  await relayOf(owner, "leavers-two", { plan_id: "basic", info_name: "Leavers Two" }, caravel.url)
  const { page } = await come(await signedIn(owner, false, caravel.url))
  await page.goto(paths.account)

  await page.getByRole("button", { name: "Download everything" }).click()
  const download = page.getByRole("dialog", { name: "Download everything" })
  await passGates(page, "account-download")
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    download.getByRole("button", { name: "Download account" }).click(),
  ])
  const saved = join(data.folder, "account.zip")
  await file.saveAs(saved)
  const files = unzipSync(new Uint8Array(await readFile(saved)))
  expect(Object.keys(files)).toEqual(expect.arrayContaining(["README.txt", "account.json", "invoices.csv"]))
  expect(new TextDecoder().decode(files["relays.json"])).toContain("Leavers Two")
  await download.getByRole("button", { name: "Download the exit kit of Leavers Two" }).waitFor()
  await page.keyboard.press("Escape")

  await page.getByRole("button", { name: "Close account…" }).click()
  const dialog = page.getByRole("dialog", { name: "Close your account?" })
  await dialog.getByText("These 2 relays go offline now:").waitFor()
  await passGates(page, "account-close")
  await dialog.getByRole("textbox").fill("close")
  await dialog.getByRole("button", { name: "Close account" }).click()
  await page.getByRole("button", { name: "Open it again" }).waitFor()
  await passGates(page, "account-closed")

  const desk = await come(await signedIn(await operatorIn(data.folder), true, caravel.url))
  await desk.page.goto(`${paths.adminTenants}?status=closed`)
  await desk.page.getByText("Closed", { exact: true }).last().waitFor()

  await page.reload()
  await page.getByRole("button", { name: "Open it again" }).click()
  await page.getByRole("button", { name: "Close account…" }).waitFor()
})
