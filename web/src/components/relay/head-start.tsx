import Power from "lucide-solid/icons/power"
import { Show } from "solid-js"
import { usePayLink } from "~/components/billing/pay-link"
import { text } from "~/components/billing/words/en/pay-first"
import type { Relay } from "~/domain/relay/relay"
import { LinkButton } from "~/ui/form/button"
import { BringBack } from "./bring-back"

/** The button that brings an offline relay online: restore it, or pay its invoice. */
export function HeadStart(props: { relay: Relay; label: string; back: boolean; pays: boolean }) {
  const payLink = usePayLink()
  return (
    <>
      <Show when={props.pays && props.relay.reserved_invoice_id}>
        {(invoice) => (
          <LinkButton kind="primary" class="max-sm:flex-1" href={payLink(invoice())}>
            {text.pay}
          </LinkButton>
        )}
      </Show>
      <Show when={props.back}>
        <BringBack relay={props.relay} kind="primary" icon={Power} class="max-sm:flex-1" label={props.label} />
      </Show>
    </>
  )
}
