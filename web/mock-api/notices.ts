import type { components } from "../src/api/schema.gen"
import { ACCOUNTS } from "./people.ts"

type Notice = components["schemas"]["Notice"]

const DAY = 86_400
const APP = "https://relays.example"
const RELAYS = ["wss://inbox.example", "wss://a-relay-with-a-long-name.example/inbox"]

/** Whether a private message reached somebody, and which way. */
const reached = (at: number): Partial<Notice> => ({
  status: "sent",
  channel: "dm",
  receipt: `Taken by ${RELAYS[0]}.`,
  email: { status: "sent", text: "Sent by email.", at: at + 30 },
  receipts: [
    { relay: RELAYS[0] ?? "", answer: "taken", text: "", tries: 1, at: at + 1 },
    { relay: RELAYS[1] ?? "", answer: "refused", text: "blocked: you are not a member", tries: 5, at: at + 9 },
  ],
})
const unreached: Partial<Notice> = {
  status: "unreachable",
  channel: "web",
  receipt: "Not sent as a private message: this key has no mailbox (kind 10050).",
  receipts: [],
}

/** What people were told: by private message, or here alone, or not yet. */
export function noticesOf(pubkey: string, now: number): Notice[] {
  const one = (n: number, type: Notice["notice_type"], at: number, text: string, more: Partial<Notice>): Notice => ({
    id: `019b0000-0000-7000-8000-${pubkey.slice(0, 8)}${n.toString(16).padStart(4, "0")}`,
    tenant_pubkey: pubkey,
    created_at: at,
    notice_type: type,
    subject: `subject-${n}`,
    text,
    status: "waiting",
    channel: "dm",
    receipt: "",
    receipts: [],
    email: null,
    ...more,
  })
  if (pubkey === ACCOUNTS.owner.pubkey) {
    return [
      one(1, "invoice_paid", now - 60, `Paid: 10,000 sats, manually, on 28 Nov.\n\nYour invoice: ${APP}/account`, {}),
      one(
        2,
        "relay_suspended",
        now - DAY,
        `We took “Suspended by the operator” offline on 17 Nov. Reason: “It copied another community's name”. Nothing was deleted.\n\nYour relay: ${APP}/relays`,
        reached(now - DAY),
      ),
    ]
  }
  if (pubkey === ACCOUNTS.late.pubkey) {
    return [
      one(
        1,
        "wallet_failed",
        now - 2 * DAY,
        `Your wallet refused to pay 10,000 sats. It said: “monthly budget used up”. Raise the budget in your wallet, or pay manually by 28 Nov.\n\nPay here: ${APP}/account`,
        unreached,
      ),
    ]
  }
  if (pubkey === ACCOUNTS.refunded.pubkey) {
    const link = `Your invoice: ${APP}/account`
    const refunded = "We refunded 4,000 sats of your payment. Reason: “The relay was down for two days”."
    const booked = "We booked your payment of 10,000 sats. Reason: “Cash at the spring meeting”."
    const given = "We gave you 2,400 sats of credit. Reason: “Thanks for the translation”."
    return [
      one(1, "payment_refunded", now - 80 * DAY, `${refunded}\n\n${link}`, reached(now - 80 * DAY)),
      one(2, "payment_booked", now - 44 * DAY, `${booked}\n\n${link}`, reached(now - 44 * DAY)),
      one(3, "credit_given", now - 20 * DAY, `${given}\n\n${link}`, unreached),
    ]
  }
  return []
}
