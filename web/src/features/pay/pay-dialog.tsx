import { type JSX, Match, Show, Switch } from "solid-js"
import { ApiError } from "~/api/server/client"
import { useReading } from "~/components/billing/reading"
import { useTitleOver } from "~/components/frame/title"
import { type Invoice, invoiceWords } from "~/domain/billing/invoice"
import { text } from "~/features/pay/words/en/pay"
import { paths } from "~/paths"
import { Button, LinkButton } from "~/ui/form/button"
import { Dialog } from "~/ui/overlay/dialog"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { PaidMark } from "./paid-mark"
import { DoneFoot, PayDone } from "./pay-done"
import { PayFoot } from "./pay-foot"
import { InvoiceSum, PayPanel } from "./pay-panel"
import { PayVoid } from "./pay-void"
import { createPayment } from "./payment"

/** An invoice over the page, in any state: open, paid, void or missing. Closing it has no effect on the invoice. */
export function PayDialog(props: {
  id: string
  open: boolean
  onClose: () => void
  /** Called to show another invoice instead. */
  onOther: (invoice: string) => void
}) {
  const payment = createPayment(() => props.id)
  const known = payment.known
  const isMissing = () => payment.invoice.error instanceof ApiError && payment.invoice.error.status === 404
  const isPaid = () => known()?.status === "paid"
  /** A payment that was refunded, disputed or reversed since is not simply paid. */
  const stands = () => (isPaid() ? invoiceWords(known() as Invoice, 0) : undefined)
  const title = () => {
    if (isMissing()) return text.missing
    const status = known()?.status
    if (status === "paid") return stands()?.word
    return status === "void" ? text.voided.title : text.title
  }
  const reading = useReading()
  useTitleOver(() => (props.open ? tabStatus(known(), reading.text) : undefined))
  const foot = (): JSX.Element => (
    <Switch fallback={<Button onClick={() => props.onClose()}>{text.close}</Button>}>
      <Match when={payment.isOpen() && !payment.isOff()}>
        <PayFoot payment={payment} onClose={props.onClose} />
      </Match>
      <Match when={isPaid() && known()}>
        {(invoice) => <DoneFoot invoice={invoice()} payment={payment} onClose={props.onClose} />}
      </Match>
      <Match when={isMissing()}>
        <LinkButton kind="primary" href={paths.account}>
          {text.toAccount}
        </LinkButton>
      </Match>
    </Switch>
  )
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={title()}
      wide={payment.isOpen() && payment.takes("lightning") && !payment.code.isError}
      mark={stands()?.tone === "ok" ? <PaidMark /> : undefined}
      bare={isPaid()}
      footer={foot()}
    >
      {/* Stands there from the start: a region that comes with its words is not read out everywhere. */}
      <p role="status" class="sr-only">
        {stands()?.word ?? ""}
      </p>
      <Switch fallback={<Waiting />}>
        <Match when={isMissing()}>
          <p class="text-ink-2">{text.missingText}</p>
        </Match>
        <Match when={known()?.status === "open" && known()}>
          {(invoice) => (
            <Show
              when={!payment.isOff()}
              fallback={
                <div class="grid gap-4">
                  <InvoiceSum invoice={invoice()} payment={payment} />
                  <Note title={text.off} text={text.offText} />
                </div>
              }
            >
              <PayPanel invoice={invoice()} payment={payment} />
            </Show>
          )}
        </Match>
        <Match when={isPaid() && known()}>
          {(invoice) => <PayDone invoice={invoice()} payment={payment} onLeave={props.onClose} />}
        </Match>
        <Match when={known()?.status === "void" && known()}>
          {(invoice) => <PayVoid invoice={invoice()} payment={payment} onOther={props.onOther} />}
        </Match>
        <Match when={payment.invoice.isError}>
          <ProblemNote error={payment.invoice.error} onRetry={() => payment.invoice.refetch()} />
        </Match>
      </Switch>
    </Dialog>
  )
}

/** The status of the invoice for a background tab. */
function tabStatus(invoice: Invoice | undefined, textOf: ReturnType<typeof useReading>["text"]) {
  if (invoice?.status === "open") return { word: text.tab(textOf(invoice.total, invoice.amount)), tone: "due" }
  return invoice?.status === "paid" ? invoiceWords(invoice, 0) : undefined
}

const Waiting = () => (
  <Loading label={text.loading} class="grid gap-4">
    <Skeleton class="h-10 w-1/2" />
    <Skeleton class="h-4 w-2/3" />
    <Skeleton class="h-9 w-full" />
    <Skeleton class="h-9 w-full" />
  </Loading>
)
