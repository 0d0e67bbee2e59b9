// How long until an invoice can be paid, and until it says "paid": npm run bench:invoice [people] [the wallet's milliseconds]
import { Caravel, freePorts, temporaryFolder } from "../support/caravel.mjs"
import { Api, Person, until } from "../support/people.mjs"
import { Wallet } from "../support/wallet.mjs"

const people = Number(process.argv[2] ?? 40)
const waitMillis = Number(process.argv[3] ?? 500)

const data = await temporaryFolder()
const [enginePort] = await freePorts(1)
const platform = new Wallet(`ws://localhost:${enginePort}`)
const caravel = await Caravel.start({ DATA_DIR: data.folder, ENGINE_PORT: `${enginePort}`, NWC_URL: platform.url })
await platform.open({ waitMillis })

const shown = []
const settled = []
for (let number = 0; number < people; number++) {
  const person = new Person()
  const api = new Api(caravel.url, person)
  await api.call("POST", "/tenants", {})
  const invoices = async () => (await api.call("GET", `/tenants/${person.pubkey}/invoices`)).data
  const asked = performance.now()
  await api.call("POST", "/relays", { subdomain: `timed${number}`, plan_id: "basic" })
  const { id } = await until(async () => (await invoices())[0], "an invoice")
  const { data: code, error } = await api.call("POST", `/invoices/${id}/bolt11`)
  if (!code) throw new Error(error)
  shown.push(performance.now() - asked)
  const paid = performance.now()
  await platform.receive(code.lnbc, "nip44_v2")
  await until(async () => (await invoices()).find(({ status }) => status === "paid"), "paid", 10_000)
  settled.push(performance.now() - paid)
}

const at = (times, share) => times.sort((a, b) => a - b)[Math.ceil(times.length * share) - 1].toFixed(0)
const line = (what, times) =>
  `${what}: median ${at(times, 0.5)} ms, p95 ${at(times, 0.95)} ms, slowest ${at(times, 1)} ms`
console.log(`${people} people, a wallet that answers in ${waitMillis} ms`)
console.log(line("a paid relay asked for → its code on screen", shown))
console.log(line("paid → the invoice says so", settled))
platform.close()
await caravel.stop()
await data.remove()
process.exit(0)
