// What the robot says of itself and to people, read by nostr-tools from the demo's own relay.
import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { decode } from "nostr-tools/nip19"
import { getPublicKey, verifyEvent } from "nostr-tools/pure"
import { Caravel, temporaryFolder } from "../support/caravel.mjs"
import { letters, systemRelay } from "../support/mail.mjs"
import { Api, Person, stored, until } from "../support/people.mjs"

const TWO_DAYS = 2 * 24 * 60 * 60

const owner = new Person()
const reader = new Person() // has a client, which has said where it reads private messages

let data
let caravel
let relay
let robot
let api
let operator
let relayId

before(async () => {
  data = await temporaryFolder()
  caravel = await Caravel.start({ DATA_DIR: data.folder })
  relay = await systemRelay(caravel.enginePort)
  api = new Api(caravel.url, owner)
  robot = (await api.call("GET", "/info")).data.robot_pubkey
  operator = new Api(caravel.url, await operatorOf(data.folder))
})

after(async () => {
  relay?.close()
  await caravel?.stop()
  await data?.remove()
})

async function operatorOf(folder) {
  const person = new Person()
  const text = (await readFile(join(folder, "keys", "operator.nsec"), "utf8")).trim()
  person.secret = text.startsWith("nsec1") ? decode(text).data : Uint8Array.from(Buffer.from(text, "hex"))
  person.pubkey = getPublicKey(person.secret)
  return person
}

// As the messages write it; the year only where it is another.
function day(seconds) {
  const at = new Date(seconds * 1000)
  return `${at.getUTCDate()} ${at.toLocaleString("en-US", { month: "short", timeZone: "UTC" })}`
}

describe("the robot", () => {
  it("says who it is and where it is to be found", async () => {
    const found = await until(async () => {
      const events = await stored(relay, { kinds: [0, 10002, 10050], authors: [robot] })
      return events.length === 3 && events
    }, "the robot's events")
    const [profile, outbox, mailbox] = [0, 10002, 10050].map((kind) => found.find((event) => event.kind === kind))
    assert.ok(found.every(verifyEvent))
    assert.equal(JSON.parse(profile.content).name, "Caravel")
    assert.deepEqual(outbox.tags, [["r", `ws://localhost:${caravel.enginePort}`]])
    assert.deepEqual(mailbox.tags, [["relay", `ws://localhost:${caravel.enginePort}`]])
  })
})

describe("a private message of the robot, in nostr-tools", () => {
  it("tells somebody without a client of their own what happened, when, why, and where to look", async () => {
    const made = await api.call("POST", "/relays", { subdomain: "notices", plan_id: "free", info_name: "Choir" })
    assert.equal(made.status, 201)
    relayId = made.data.id
    const suspended = await operator.call("POST", `/relays/${relayId}/suspend`, { reason: "It copied a name" })
    assert.equal(suspended.status, 200)

    const [{ wrap, message }] = await until(async () => {
      const found = await letters(relay, owner)
      return found.length > 0 && found
    }, "the message")
    assert.ok(verifyEvent(wrap))
    assert.notEqual(wrap.pubkey, robot)
    assert.equal(message.kind, 14)
    assert.equal(message.pubkey, robot)
    assert.deepEqual(message.tags, [["p", owner.pubkey]])
    assert.match(message.content, /“Choir”/)
    assert.match(message.content, /“It copied a name”/)
    assert.ok(message.content.includes(day(message.created_at)), message.content)
    assert.ok(message.content.includes(`${caravel.url}/relays/${relayId}`), message.content)
    const now = Math.floor(Date.now() / 1000)
    assert.ok(wrap.created_at <= now && wrap.created_at >= now - TWO_DAYS - 60)
    assert.ok(Math.abs(message.created_at - now) < 60)
  })

  it("is also kept for the robot itself, in a wrap of its own", async () => {
    const own = await until(async () => {
      const found = await stored(relay, { kinds: [1059], "#p": [robot] })
      return found.length === 1 && found
    }, "the robot's copy")
    const theirs = await letters(relay, owner)
    assert.notEqual(own[0].id, theirs[0].wrap.id)
    assert.notEqual(own[0].pubkey, theirs[0].wrap.pubkey)
  })

  it("is listed with the relay's receipt", async () => {
    // A relay has the message before its receipt is kept.
    const notice = await until(async () => {
      const [one] = (await api.call("GET", `/tenants/${owner.pubkey}/notices`)).data
      return one.status === "sent" && one
    }, "the receipt")
    assert.equal(notice.notice_type, "relay_suspended")
    assert.equal(notice.channel, "dm")
    assert.deepEqual(
      notice.receipts.map(({ relay, answer, tries }) => ({ relay, answer, tries })),
      [{ relay: `ws://localhost:${caravel.enginePort}`, answer: "taken", tries: 1 }],
    )
    assert.match(notice.receipt, /^Taken by ws:\/\/localhost/)
  })

  it("goes where the reader's own client says, and nowhere inside", async () => {
    const here = `ws://localhost:${caravel.enginePort}`
    const inside = [`ws://127.0.0.1:${caravel.port}`, "wss://10.0.0.1", "wss://169.254.169.254"]
    await relay.publish(reader.event(10050, "", [here, ...inside].map((url) => ["relay", url])))
    const theirs = new Api(caravel.url, reader)
    assert.equal((await theirs.call("POST", "/tenants")).status, 200)
    await operator.call("POST", `/tenants/${reader.pubkey}/suspend`, { reason: "spam" })
    const [letter] = await until(async () => {
      const found = await letters(relay, reader)
      return found.length > 0 && found
    }, "the message")
    assert.match(letter.message.content, /“spam”/)
    const receipts = await until(async () => {
      const [notice] = (await theirs.call("GET", `/tenants/${reader.pubkey}/notices`)).data
      return notice.receipts.length === 4 && Object.fromEntries(notice.receipts.map((one) => [one.relay, one.answer]))
    }, "the receipts")
    assert.equal(receipts[here], "taken")
    for (const url of inside) assert.notEqual(receipts[url], "taken", url)
  })

  it("tells what is to be paid, until when and where, and later that it is due soon and what went offline", async () => {
    const payer = new Person()
    const theirs = new Api(caravel.url, payer)
    const made = await theirs.call("POST", "/relays", { subdomain: "paid", plan_id: "basic", info_name: "Regatta" })
    assert.equal(made.status, 201)
    const told = async (what) =>
      until(async () => (await letters(relay, payer)).map(({ message }) => message.content).find((text) => what.test(text)), what)
    const ready = await told(/is ready/)
    const [invoice] = (await theirs.call("GET", `/tenants/${payer.pubkey}/invoices`)).data
    assert.equal(invoice.status, "open")
    const amount = `${invoice.total.amount.toLocaleString("en")} sats`
    const due = day(invoice.due_at)
    for (const part of [amount, due, `${caravel.url}/account?invoice=${invoice.id}`]) {
      assert.ok(ready.includes(part), `${part} in: ${ready}`)
    }

    const days = async (advance_days) => assert.equal((await operator.call("POST", "/dev/clock", { advance_days })).status, 200)
    await days(4)
    const soon = await told(/due in 3 days/)
    for (const part of [amount, due, invoice.id]) assert.ok(soon.includes(part), `${part} in: ${soon}`)
    await days(2)
    assert.ok((await told(/due tomorrow/)).includes(due))
    await days(2)
    const paused = await told(/is now offline/)
    for (const part of ["“Regatta”", amount, due]) assert.ok(paused.includes(part), `${part} in: ${paused}`)
    const kinds = (await theirs.call("GET", `/tenants/${payer.pubkey}/notices`)).data.map((notice) => notice.notice_type)
    assert.deepEqual(kinds.sort(), ["invoice_ready", "relays_paused", "reminder_one_day", "reminder_three_days"])
    for (const { message } of await letters(relay, payer)) {
      assert.doesNotMatch(message.content, /nsec1|walletconnect|[0-9a-f]{64}|lnbc/)
    }
  })

  it("is not sent again by a program that was killed and started anew", async () => {
    const before = await letters(relay, owner)
    relay.close()
    await caravel.stop("SIGKILL")
    caravel = new Caravel(caravel.port, caravel.enginePort)
    await caravel.launch({ DATA_DIR: data.folder, PORT: `${caravel.port}`, ENGINE_PORT: `${caravel.enginePort}` })
    relay = await systemRelay(caravel.enginePort)
    api = new Api(caravel.url, owner)
    operator = new Api(caravel.url, operator.person)
    await operator.call("POST", `/relays/${relayId}/unsuspend`, { reason: "A mistake of ours" })
    const after = await until(async () => {
      const found = await letters(relay, owner)
      return found.length > before.length && found
    }, "the second message")
    assert.equal(after.length, before.length + 1)
    assert.ok(before.every(({ wrap }) => after.some((one) => one.wrap.id === wrap.id)))
    const robots = await stored(relay, { kinds: [0], authors: [robot] })
    assert.equal(robots.length, 1)
  })
})
