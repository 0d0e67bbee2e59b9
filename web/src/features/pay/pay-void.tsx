import { Match, Show, Switch } from "solid-js"
import { useTenantRelays } from "~/api/relays"
import { useTenantInvoices } from "~/api/tenants"
import { chargedRelays, type Invoice, openInvoices } from "~/domain/billing/invoice"
import { relayName, relayState } from "~/domain/relay/relay"
import { text } from "~/features/pay/words/en/pay"
import { text as invoiceText } from "~/i18n/en/invoice"
import { paths } from "~/paths"
import { Button, LinkButton } from "~/ui/form/button"
import type { Payment } from "./payment"

const words = text.voided

/** A void invoice: the reason, and the next step: the invoice to pay instead, or the relays to bring back. */
export function PayVoid(props: { invoice: Invoice; payment: Payment; onOther: (invoice: string) => void }) {
  const invoices = useTenantInvoices(() => props.invoice.tenant_pubkey)
  const newer = () => (invoices.isSuccess ? openInvoices(invoices.data.rows)[0] : undefined)
  const relays = useTenantRelays(() => props.invoice.tenant_pubkey)
  /** The relays of this invoice that are offline because it was not paid. */
  const offline = () => {
    const charged = chargedRelays(props.payment.items())
    const known = relays.isSuccess ? relays.data : []
    return known.filter((relay) => relayState(relay) === "unpaid" && charged.includes(relay.id))
  }
  return (
    <div class="grid justify-items-start gap-4">
      <p class="text-ink-2">
        {words[props.invoice.void_reason ?? "plain"]}{" "}
        <Show when={props.invoice.void_note}>{(note) => invoiceText.hostReason(note())}</Show>
      </p>
      <Switch
        fallback={
          <LinkButton href={paths.relays} kind="second">
            {words.toRelays}
          </LinkButton>
        }
      >
        <Match when={props.invoice.void_reason === "replaced" && newer()}>
          {(other) => (
            <Button kind="primary" onClick={() => props.onOther(other().id)}>
              {words.replacedBy}
            </Button>
          )}
        </Match>
        <Match when={offline().length === 1 && offline()[0]}>
          {(relay) => (
            <LinkButton kind="primary" href={paths.relay(relay().id)}>
              {words.bringBack(relayName(relay()))}
            </LinkButton>
          )}
        </Match>
        <Match when={offline().length > 1}>
          <LinkButton kind="primary" href={`${paths.relays}?status=offline`}>
            {words.offline}
          </LinkButton>
        </Match>
      </Switch>
    </div>
  )
}
