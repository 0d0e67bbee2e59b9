// The platform is paid into a wallet of the Alby SDK, and tenants pay from such wallets, over the engine's own relay.
import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { Caravel, freePorts, temporaryFolder } from "../support/caravel.mjs"
import { Api, Person, until } from "../support/people.mjs"
import { Wallet } from "../support/wallet.mjs"

const PRICE_MSATS = 10_000_000

let data
let caravel
let platform
const wallets = []

before(async () => {
  data = await temporaryFolder()
  const [enginePort] = await freePorts(1)
  platform = new Wallet(`ws://localhost:${enginePort}`)
  caravel = await Caravel.start({ DATA_DIR: data.folder, ENGINE_PORT: `${enginePort}`, NWC_URL: platform.url })
  await platform.open()
})

after(async () => {
  for (const wallet of [platform, ...wallets]) wallet?.close()
  await caravel?.stop()
  await data?.remove()
})

async function tenant() {
  const person = new Person()
  const api = new Api(caravel.url, person)
  assert.equal((await api.call("POST", "/tenants", {})).status, 200)
  return { pubkey: person.pubkey, api }
}

let relays = 0
async function takesPlan({ pubkey, api }) {
  const created = await api.call("POST", "/relays", {
    tenant_pubkey: pubkey,
    subdomain: `paid${++relays}`,
    plan_id: "basic",
    info_name: "Paid",
  })
  assert.equal(created.status, 201, created.error)
}

const invoices = async ({ pubkey, api }) => (await api.call("GET", `/tenants/${pubkey}/invoices`)).data
const invoice = (who) => until(async () => (await invoices(who))[0], "an invoice")
const paid = (who, milliseconds) =>
  until(async () => (await invoices(who)).find(({ status }) => status === "paid"), "a paid invoice", milliseconds)

async function bolt11({ api }, { id }) {
  const { status, data, error } = await api.call("POST", `/invoices/${id}/bolt11`)
  assert.equal(status, 200, error)
  return data
}

// Connects a wallet that does `pay` when it is asked to.
async function connects({ pubkey, api }, pay) {
  const wallet = new Wallet(platform.relayUrl)
  wallets.push(wallet)
  await wallet.open({ pay })
  const { status, error } = await api.call("PUT", `/tenants/${pubkey}`, { nwc_url: wallet.url })
  assert.equal(status, 200, error)
  return wallet
}

describe("the platform's wallet", () => {
  it("makes the invoice, tells of the payment, and the invoice is paid at once", async () => {
    const alice = await tenant()
    await takesPlan(alice)
    const due = await invoice(alice)
    const { lnbc, msats } = await bolt11(alice, due)
    assert.equal(msats, PRICE_MSATS)
    assert.ok([...platform.made.values()].some((one) => one.invoice === lnbc && one.amount === PRICE_MSATS))
    assert.equal((await bolt11(alice, due)).lnbc, lnbc)
    await platform.receive(lnbc, "nip44_v2")
    assert.equal((await paid(alice)).method, "oob")
    assert.deepEqual([...platform.encryptions], ["nip44_v2"])
  })

  it("is spoken with in the old encryption when it has no other", async () => {
    platform.encryptions.clear()
    await platform.speakOld()
    const bob = await tenant()
    await takesPlan(bob)
    const { lnbc } = await bolt11(bob, await invoice(bob))
    await platform.receive(lnbc, "nip04")
    await paid(bob)
    assert.ok(platform.encryptions.has("nip04"))
  })
})

describe("a tenant's wallet", () => {
  it("pays what is due by itself", async () => {
    const carol = await tenant()
    const wallet = await connects(carol, async (lnbc) => ({
      result: { preimage: await platform.receive(lnbc), fees_paid: 0 },
      error: undefined,
    }))
    await takesPlan(carol)
    assert.equal((await paid(carol)).method, "nwc")
    assert.equal(wallet.paid.length, 1)
  })

  it("that refuses is quoted, and the invoice is paid by hand", async () => {
    const dora = await tenant()
    await connects(dora, async () => ({
      result: undefined,
      error: { code: "INSUFFICIENT_BALANCE", message: "Not a single coin left" },
    }))
    await takesPlan(dora)
    const told = await until(
      async () => (await dora.api.call("GET", `/tenants/${dora.pubkey}`)).data.nwc_error,
      "what the wallet said",
    )
    assert.match(told, /Not a single coin left/)
    const { lnbc } = await bolt11(dora, await invoice(dora))
    await platform.receive(lnbc, "nip04")
    assert.equal((await paid(dora)).method, "oob")
  })

  it("that pays and never says so has paid once", async () => {
    const erin = await tenant()
    const wallet = await connects(erin, async (lnbc) => {
      await platform.receive(lnbc, "nip04")
      return new Promise(() => {})
    })
    await takesPlan(erin)
    await paid(erin, 90_000)
    assert.equal(wallet.paid.length, 1)
  })

  it("whose answer comes late has paid once", async () => {
    const finn = await tenant()
    const wallet = await connects(finn, async (lnbc) => {
      const preimage = await platform.receive(lnbc, "nip04")
      await paid(finn, 90_000)
      return { result: { preimage, fees_paid: 0 }, error: undefined }
    })
    await takesPlan(finn)
    await paid(finn, 90_000)
    await until(() => wallet.answered === wallet.asked, "the late answer")
    assert.deepEqual((await invoices(finn)).map(({ status }) => status), ["paid"])
    assert.equal(wallet.paid.length, 1)
  })
})
