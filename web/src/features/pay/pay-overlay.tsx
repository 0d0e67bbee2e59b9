import { useSearchParams } from "@solidjs/router"
import { createMemo, Show } from "solid-js"
import { FindInvoice } from "./find-invoice"
import { PayDialog } from "./pay-dialog"

/**
 * What opens over any page: `?invoice=` the dialog that pays it, `?pay=` the same for what a relay owes, once there is an invoice.
 * It stays in place when it was closed, so that it can leave as it came.
 */
export default function PayOverlay() {
  const [params, setParams] = useSearchParams<{ invoice?: string; pay?: string }>()
  const id = () => params.invoice || undefined
  /** The last one, while its dialog is on its way out. */
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
