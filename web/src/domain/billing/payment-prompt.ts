import type { Seconds } from "~/domain/time"
import { type Autopay, paysItself } from "./autopay"
import { type Invoice, openInvoices } from "./invoice"

/** What somebody is asked to do about money: at most one thing at a time, the gravest first. */
export type Prompt =
  | { kind: "churned" }
  /** A relay's plan starts when this is paid. */
  | { kind: "start"; invoice: Invoice }
  | { kind: "unpaid"; invoice: Invoice; refused: string | undefined }
  | { kind: "wallet-failed"; said: string }
  | { kind: "card-failed"; said: string }
  | { kind: "no-autopay" }

export type PromptKind = Prompt["kind"]

/** What may be put aside because nothing happens if it is. */
export const isHarmless = (kind: PromptKind): boolean => kind === "no-autopay"

/** For so long a wallet or a card that works is left to pay a new invoice before anybody is asked, in seconds. */
const COLLECTING_SECONDS = 120

type BillingStatusWords = {
  status: "active" | "past_due" | "delinquent" | "suspended" | "closed"
  invoices: readonly Invoice[]
  /** The invoices that a relay waits for, by id. */
  reserved?: ReadonlySet<string>
  autopay: Autopay
  /** Whether anything costs money: without it nobody needs a way to pay. */
  paying: boolean
  dismissed: (kind: PromptKind) => boolean
  /** The time of billing. */
  now: Seconds
}

/** The most important prompt. Suspended tenants get none, because the operator has to lift the suspension first; closed accounts get none either. */
export function promptOf(standing: BillingStatusWords): Prompt | undefined {
  if (standing.status === "suspended" || standing.status === "closed") return undefined
  const { wallet, card } = standing.autopay
  if (wallet.state === "off" && card.state === "off") return undefined
  return [...wanted(standing)].find((prompt) => !(isHarmless(prompt.kind) && standing.dismissed(prompt.kind)))
}

function* wanted({ status, invoices, reserved, autopay, paying, now }: BillingStatusWords): Generator<Prompt> {
  const { wallet, card } = autopay
  const refused =
    wallet.state === "failed" ? wallet.said : card.state === "failed" && wallet.state !== "on" ? card.said : undefined
  const due = openInvoices(invoices).find((one) => !paysItself(autopay) || now - one.created_at > COLLECTING_SECONDS)
  if (due && reserved?.has(due.id)) yield { kind: "start", invoice: due }
  if (status === "delinquent") yield { kind: "churned" }
  if (due) yield { kind: "unpaid", invoice: due, refused }
  if (wallet.state === "failed") yield { kind: "wallet-failed", said: wallet.said }
  if (card.state === "failed") yield { kind: "card-failed", said: card.said }
  if (paying && wallet.state !== "on" && card.state !== "on") yield { kind: "no-autopay" }
}
