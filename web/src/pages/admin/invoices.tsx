import { Show } from "solid-js"
import { useAllInvoices } from "~/api/admin"
import { useInfo } from "~/api/info"
import { InvoiceTable } from "~/components/account/invoices"
import { ListFrame, useShown } from "~/components/admin/list-frame"
import { useTitle } from "~/components/frame/title"
import { text } from "~/i18n/en/admin"
import { Empty } from "~/ui/empty"

const words = text.invoices

/** Everybody's invoices. */
export default function AdminInvoices() {
  const view = useShown(["q"])
  const invoices = useAllInvoices(view.shown)
  const info = useInfo()
  const off = () => info.isSuccess && info.data.payment_methods.length === 0
  useTitle(() => words.title)
  return (
    <ListFrame
      words={words}
      view={view}
      answer={invoices}
      empty={
        <Show when={off()} fallback={<Empty title={words.none} text={words.noneText} />}>
          <Empty title={words.off} text={words.offText} />
        </Show>
      }
    >
      <InvoiceTable rows={invoices.isSuccess ? invoices.data.rows : []} />
    </ListFrame>
  )
}
