import { createHash } from "node:crypto"
import { getPublicKey } from "nostr-tools/pure"

/** Somebody whose key is published here, so that anybody can look at the mock with it. It is worth nothing elsewhere. */
export type Account = { name: string; pubkey: string; nsec: string; sees: string }

export const ACCOUNTS = {
  owner: {
    name: "Mara",
    pubkey: "4f355bdcb7cc0af728ef3cceb9615d90684bb5b2ca5f859ab0f0b704075871aa",
    nsec: "nsec1zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs4rm7hz",
    sees: "a relay in every state",
  },
  operator: {
    name: "Operator",
    pubkey: "466d7fcae563e5cb09a0d1870bb580344804617879a14949cf22285f1bae3f27",
    nsec: "nsec1yg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3qxh9tww",
    sees: "/admin, with tenants and relays for many pages",
  },
  collector: {
    name: "Ines",
    pubkey: "3c72addb4fdf09af94f0c94d7fe92a386a7e70cf8a1d85916386bb2535c7b1b1",
    nsec: "nsec1xvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvesazfxyq",
    sees: "42 relays",
  },
  late: {
    name: "Tomas",
    pubkey: "2c0b7cf95324a07d05398b240174dc0c2be444d96b159aa6c7f7b1e668680991",
    nsec: "nsec1g3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zqgx89c7",
    sees: "a payment that is due",
  },
  unpaid: {
    name: "Wanda",
    pubkey: "9ac20335eb38768d2052be1dbbc3c8f6178407458e51e6b4ad22f1d91758895b",
    nsec: "nsec1242424242424242424242424242424242424242424242424242snntgjs",
    sees: "relays paused for lack of money",
  },
  suspended: {
    name: "Ruben",
    pubkey: "5ab4689e400a4a160cf01cd44730845a54768df8547dcdf073d964f109f18c30",
    nsec: "nsec1venxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenqq84atu",
    sees: "a suspended account",
  },
  payer: {
    name: "Petra",
    pubkey: "1617d38ed8d8657da4d4761e8057bc396ea9e4b9d29776d4be096016dbd2509b",
    nsec: "nsec13zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyqev6pg9",
    sees: "a wallet and a card that pay, invoices paid in every way, credit",
  },
  failing: {
    name: "Otto",
    pubkey: "8985087b1818714f67e494a076ca0284c060fabc5d2ba66885b4ac60f801d3f5",
    nsec: "nsec1nxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvszekvzt",
    sees: "a wallet and a card that both failed, due tomorrow",
  },
  due: {
    name: "Dora",
    pubkey: "6a04ab98d9e4774ad806e302dddeb63bea16b5cb5f223ee77478e861bb583eb3",
    nsec: "nsec1424242424242424242424242424242424242424242424242424q3dgem8",
    sees: "an invoice due in five days, a draft, and no way of paying set up",
  },
  returning: {
    name: "Rosa",
    pubkey: "68680737c76dabb801cb2204f57dbe4e4579e4f710cd67dc1b4227592c81e9b5",
    nsec: "nsec1hwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwas2cy53f",
    sees: "relays that start when they are paid, after an invoice that was not paid",
  },
  refunded: {
    name: "Vera",
    pubkey: "ed83704c95d829046f1ac27806211132102c34e9ac7ffa1b71110658e5b9d1bd",
    nsec: "nsec1mhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwsyfx68e",
    sees: "payments that were refunded, disputed, reversed and booked by hand",
  },
  helper: {
    name: "Lea",
    pubkey: "b95c249d84f417e3e395a127425428b540671cc15881eb828c17b722a53fc599",
    nsec: "nsec1enxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxqlu2hdh",
    sees: "two relays of others that she helps to run, and one that is offered to her",
  },
  newcomer: {
    name: "Noor",
    pubkey: "7962d45b38e8bcf82fa8efa8432a01f20c9a53e24c7d3f11df197cb8e70926da",
    nsec: "nsec1wamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamsmjespj",
    sees: "nothing yet",
  },
} as const satisfies Record<string, Account>

const FIRST_NAMES =
  "Ana Ben Cleo Dag Elif Finn Gita Hugo Ida Jens Kaja Luca Mina Nils Olga Paul Rosa Sven Tara Udo".split(" ")

const made = new Map<number, { pubkey: string; secret: Uint8Array; name: string }>()

/** The n-th person of the mock, always the same one, with a real key so that profiles can be signed. */
export function person(n: number): { pubkey: string; secret: Uint8Array; name: string } {
  const known = made.get(n)
  if (known) return known
  const secret = new Uint8Array(createHash("sha256").update(`person ${n}`).digest())
  const name = FIRST_NAMES[n % FIRST_NAMES.length] ?? "Ana"
  const one = { pubkey: getPublicKey(secret), secret, name: n < FIRST_NAMES.length ? name : `${name} ${n}` }
  made.set(n, one)
  named.set(one.pubkey, one.name)
  return one
}

const named = new Map<string, string>()

/** The name of one of these people; `""` = it is none of them. */
export const nameOf = (pubkey: string): string => named.get(pubkey) ?? ""

/** The first `count` people's keys. */
export const pubkeys = (count: number): string[] => Array.from({ length: count }, (_, n) => person(n).pubkey)

/** A key that nobody signs with: 64 hex digits of a text. */
export const hexOf = (text: string): string => createHash("sha256").update(text).digest("hex")
