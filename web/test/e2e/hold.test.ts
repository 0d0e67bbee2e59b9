import { readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { expect, it } from "vitest"
import { paths } from "~/paths"
import { mortalServer } from "./support/mortal"
import { operatorIn } from "./support/people"
import { signedIn } from "./support/session"
import { visitors } from "./support/visitor"

const { come } = visitors()
const server = mortalServer()

/** The file beside the database that a restored copy lacks. */
const HEARTBEAT = "billing.heartbeat"

async function loseHeartbeat(): Promise<void> {
  const files = await readdir(server.folder(), { recursive: true })
  const file = files.find((name) => name.endsWith(HEARTBEAT))
  if (!file) throw new Error(`no ${HEARTBEAT} among ${files.join()}`)
  await rm(join(server.folder(), file))
}

it("M4: on a restored database billing is on hold; /admin says why, and an operator resumes it with a reason", async () => {
  await server.kill()
  await loseHeartbeat()
  await server.revive()
  const operator = await operatorIn(server.folder())
  const { page } = await come(await signedIn(operator, true, server.url()))
  await page.goto(paths.admin)
  const notice = page.getByRole("alert").filter({ hasText: "Billing is on hold." })
  await notice.getByText("The database was restored from a copy.", { exact: false }).waitFor()

  await notice.getByRole("button", { name: "Resume billing" }).click()
  const dialog = page.getByRole("dialog").or(page.getByRole("alertdialog"))
  await dialog.getByRole("button", { name: "Resume billing" }).click()
  await dialog.getByText("Enter a reason.").waitFor()
  await dialog.getByRole("textbox").fill("Restored on purpose after the disk failed")
  await dialog.getByRole("button", { name: "Resume billing" }).click()
  await page.getByText("Billing has resumed.").waitFor()
  await notice.waitFor({ state: "detached" })
  const overview = await operator.ask<{ money_hold: unknown }>("GET", "/admin/overview", undefined, server.url())
  expect(overview.money_hold).toBeNull()

  await page.goto(paths.adminAudit)
  await page.getByText("Restored on purpose after the disk failed").waitFor()
})
