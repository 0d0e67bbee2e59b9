import { useSearchParams } from "@solidjs/router"
import { createMemo, Show } from "solid-js"
import { FindInvoice } from "./find-invoice"
import { PayDialog } from "./pay-dialog"

/**
 * Overlays over any page: `?invoice=` opens the pay dialog, `?pay=` the same for a relay's invoice once there is one.
 * Stays mounted after closing, so that it can close with its motion.
 */
export default function PayOverlay() {
  const [params, setParams] = useSearchParams<{ invoice?: string; pay?: string }>()
  const id = () => params.invoice || undefined
  /** The last invoice, while its dialog is closing. */
  const shown = createMemo<string | undefined>((before) => id() ?? before)
  const go = (invoice: string | undefined) => setParams({ invoice, pay: undefined }, { replace: true, scroll: false })
  return (
    <>
      <Show when={params.pay && !id() ? params.pay : undefined} keyed>
        {(relay) => <FindInvoice relay={relay} onFound={go} />}
      </Show>
      <Show when={shown()}>
        {(invoice) => <PayDialog id={invoice()} open={id() !== undefined} onClose={() => go(undefined)} onOther={go} />}
      </Show>
    </>
  )
}
