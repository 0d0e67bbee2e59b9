import Power from "lucide-solid/icons/power"
import { Show } from "solid-js"
import { usePayLink } from "~/components/billing/pay-link"
import { text } from "~/components/billing/words/en/pay-first"
import type { Relay } from "~/domain/relay/relay"
import { LinkButton } from "~/ui/form/button"
import { BringBack } from "./bring-back"

/** The head's way online for a relay that is not: it is brought back, or its invoice is paid. */
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
