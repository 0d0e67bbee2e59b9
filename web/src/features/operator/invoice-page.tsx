import { createSignal, Show } from "solid-js"
import { useVoidInvoice } from "~/api/operator/admin"
import { useProfiles } from "~/api/profiles"
import { InvoiceOfAddress, InvoiceSheet } from "~/components/billing/invoice-sheet"
import { AuditPart } from "~/components/operator/audit-part"
import type { Invoice } from "~/domain/billing/invoice"
import { moneyText } from "~/domain/billing/money"
import { shortId } from "~/domain/nostr"
import { text } from "~/features/operator/words/en/admin-money"
import { paths } from "~/paths"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { RefundButton } from "./adjustments"

const words = text.invoice
const WAY = { href: paths.adminInvoices, label: words.crumb, missing: words.missing }

/** One invoice for operators: tenant, status, lines. An open one can be voided, a paid one refunded. */
export default function AdminInvoice() {
  return <InvoiceOfAddress way={WAY}>{(invoice) => <Sheet invoice={invoice()} />}</InvoiceOfAddress>
}

function Sheet(props: { invoice: Invoice }) {
  const profile = useProfiles(() => [props.invoice.tenant_pubkey])
  const name = () => profile(props.invoice.tenant_pubkey)?.name ?? shortId(props.invoice.tenant_pubkey)
  return (
    <InvoiceSheet
      invoice={props.invoice}
      way={WAY}
      hrefOf={paths.adminInvoice}
      actions={
        <>
          <RefundButton invoice={props.invoice} />
          <WriteOff invoice={props.invoice} name={name()} />
        </>
      }
      below={
        <div class="mt-8">
          <AuditPart scope={{ resource_type: "invoice", resource_id: props.invoice.id }} />
        </div>
      }
      about={
        <p class="mt-1 text-control text-ink-2 print:hidden">
          {words.tenant}{" "}
          <a href={paths.adminTenant(props.invoice.tenant_pubkey)} class="link break-all">
            {name()}
          </a>
        </p>
      }
    />
  )
}

function WriteOff(props: { invoice: Invoice; name: string }) {
  const [asking, setAsking] = createSignal(false)
  const writeOff = useVoidInvoice(() => props.invoice.id)
  return (
    <>
      <Show when={props.invoice.status === "open"}>
        <Button kind="bad" onClick={() => setAsking(true)}>
          {words.void}
        </Button>
      </Show>
      <Confirm
        open={asking()}
        onClose={() => setAsking(false)}
        title={words.voidTitle(moneyText(props.invoice.total))}
        text={words.voidText(props.name)}
        confirmLabel={words.voidWord}
        cancelLabel={words.keep}
        danger
        reason={{ label: words.reason, help: words.reasonHelp, missing: words.reasonMissing }}
        onConfirm={async (reason) => {
          await writeOff(reason)
          toast({ tone: "ok", text: words.voided })
        }}
      />
    </>
  )
}
