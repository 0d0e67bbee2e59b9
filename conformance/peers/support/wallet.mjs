// Wallets as other people run them: the wallet service of the Alby SDK, unmodified, on our relay.
import { randomBytes } from "node:crypto"
import { setTimeout } from "node:timers/promises"
import { finalizeEvent, getPublicKey } from "nostr-tools/pure"
import WebSocket from "ws"
import { makeInvoice } from "./bolt11.mjs"
import { patient, until } from "./people.mjs"

// Node does not always know where localhost is, and the SDK takes the WebSocket that it finds.
const lookup = (_host, options, found) =>
  options.all ? found(null, [{ address: "127.0.0.1", family: 4 }]) : found(null, "127.0.0.1", 4)
globalThis.WebSocket = class extends WebSocket {
  constructor(address) {
    super(address, { lookup })
  }
}
const { NWCWalletService, NWCWalletServiceKeyPair } = await import("@getalby/sdk/nwc")

const METHODS = ["get_info", "get_balance", "make_invoice", "lookup_invoice", "pay_invoice"]
const hex = (bytes) => Buffer.from(bytes).toString("hex")
const now = () => Math.floor(Date.now() / 1000)

export class Wallet {
  // What it made, by payment hash; what it paid, in order; in which encryption it was asked; questions and answers sent.
  made = new Map()
  paid = []
  encryptions = new Set()
  asked = 0
  answered = 0

  constructor(relayUrl) {
    this.relayUrl = relayUrl
    this.secret = hex(randomBytes(32))
    const client = randomBytes(32)
    this.keys = new NWCWalletServiceKeyPair(this.secret, getPublicKey(client))
    this.url =
      `nostr+walletconnect://${this.keys.walletPubkey}` +
      `?relay=${encodeURIComponent(relayUrl)}&secret=${hex(client)}`
  }

  // `pay` decides what becomes of a payment that it is asked for; answers about invoices take `waitMillis`.
  async open({ pay, waitMillis = 0 } = {}) {
    this.service = new NWCWalletService({ relayUrl: this.relayUrl })
    const decrypt = this.service.decrypt.bind(this.service)
    this.service.decrypt = (keys, content, encryption) => {
      this.encryptions.add(encryption)
      this.asked++
      return decrypt(keys, content, encryption)
    }
    // What the SDK sends after its connection closed fails outside of any answer, which ends Node: the answer fails.
    const relay = patient(this.service.relay)
    const publish = relay.publish.bind(relay)
    relay.publish = async (event) => {
      if (!relay.connected) throw new Error("the wallet's connection has closed")
      await publish(event)
      if (event.kind === 23195) this.answered++
    }
    await this.service.publishWalletServiceInfoEvent(this.secret, METHODS, ["payment_received"])
    this.stop = await this.service.subscribe(this.keys, {
      getInfo: async () => ({
        result: { alias: "peer", network: "regtest", methods: METHODS, notifications: ["payment_received"] },
        error: undefined,
      }),
      makeInvoice: async ({ amount, description, expiry }) => {
        await setTimeout(waitMillis)
        const invoice = {
          type: "incoming",
          state: "pending",
          description,
          amount,
          fees_paid: 0,
          metadata: {},
          ...makeInvoice({ msats: amount, description, expiry: expiry ?? 3600 }),
        }
        this.made.set(invoice.payment_hash, invoice)
        return { result: shown(invoice), error: undefined }
      },
      lookupInvoice: async ({ payment_hash }) => {
        await setTimeout(waitMillis)
        const invoice = this.made.get(payment_hash)
        return invoice
          ? { result: shown(invoice), error: undefined }
          : { result: undefined, error: { code: "NOT_FOUND", message: "Nothing of the kind" } }
      },
      payInvoice: async ({ invoice }) => {
        this.paid.push(invoice)
        return pay(invoice)
      },
    })
    // The SDK does not tell when the relay listens for it, and a question that comes before is gone.
    await until(() => [...relay.openSubs.values()].some(({ eosed }) => eosed), "the wallet's relay to listen")
  }

  // As a wallet that speaks nothing but the old encryption says of itself.
  async speakOld() {
    const info = { kind: 13194, created_at: now() + 1, tags: [], content: METHODS.join(" ") }
    await this.service.relay.publish(finalizeEvent(info, Buffer.from(this.secret, "hex")))
  }

  // Money came for an invoice; `tell` in which encryption the platform hears of it.
  async receive(lnbc, tell) {
    const invoice = [...this.made.values()].find((one) => one.invoice === lnbc)
    if (invoice.state === "settled") throw new Error("paid twice")
    Object.assign(invoice, { state: "settled", settled_at: now() })
    if (tell) {
      const content = JSON.stringify({ notification_type: "payment_received", notification: shown(invoice) })
      const event = {
        kind: tell === "nip04" ? 23196 : 23197,
        created_at: now(),
        tags: [["p", this.keys.clientPubkey]],
        content: await this.service.encrypt(this.keys, content, tell),
      }
      await this.service.relay.publish(finalizeEvent(event, Buffer.from(this.secret, "hex")))
    }
    return invoice.preimage
  }

  close() {
    this.stop?.()
    this.service?.close()
  }
}

// Nobody but the payer gets the preimage before.
function shown({ preimage, ...invoice }) {
  return invoice.state === "settled" ? { ...invoice, preimage } : invoice
}
