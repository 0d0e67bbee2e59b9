import { nsecEncode } from "nostr-tools/nip19"
import { expect, inject, it } from "vitest"
import { connected, Person, stored } from "./support/people"
import { visitors } from "./support/visitor"

const { come } = visitors()

it("a person changes their name, and the rest of their profile stays", async () => {
  const person = new Person()
  const system = await connected(`ws://localhost:${inject("harness").enginePort}`)
  await system.publish(
    person.event(0, JSON.stringify({ name: "Old", about: "I sing alto." }), [["i", "github:x", "y"]]),
  )
  const visitor = await come()
  visitor.pardon(/status of 404 .*\/tenants\/[0-9a-f]{64}(\/[a-z]+)?\)/)
  const { page } = visitor
  await page.goto("/login?way=secret&next=/account")
  await page.getByLabel("Secret key", { exact: true }).fill(nsecEncode(person.secret))
  await page.getByRole("button", { name: "Log in" }).click()
  await page.getByText("Old", { exact: true }).waitFor()

  await page.getByRole("button", { name: "Edit profile" }).click()
  const name = page.getByLabel("Your name")
  expect(await name.inputValue()).toBe("Old")
  await name.fill("")
  await page.getByRole("button", { name: "Save" }).click()
  await page.getByText("Enter a name.", { exact: false }).waitFor()
  await name.fill("Alma")
  await page.getByRole("button", { name: "Save" }).click()
  await page.getByText("Your profile is changed.").waitFor()
  await page.getByText("Alma", { exact: true }).waitFor()

  const [profile] = await stored(system, { kinds: [0], authors: [person.pubkey] })
  expect(JSON.parse(profile?.content ?? "")).toEqual({ name: "Alma", display_name: "Alma", about: "I sing alto." })
  expect(profile?.tags).toEqual([["i", "github:x", "y"]])
  system.close()
})
