import { createSignal, Match, Show, Switch } from "solid-js"
import { createStore } from "solid-js/store"
import { ApiError } from "~/api/server/client"
import { type BillingDetails, useBillingDetails, useSaveBillingDetails } from "~/api/tenants"
import { SidePart } from "~/components/side-part"
import { text } from "~/features/account/words/en/billing-details"
import { Button } from "~/ui/form/button"
import { Field, TextArea } from "~/ui/form/field"
import { Dialog, MountOnOpen } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { ProblemNote, sentenceOf } from "~/ui/state/problem"
import { Skeleton } from "~/ui/state/skeleton"

/** The target of links to the billing details. */
export const BILLING_DETAILS_ID = "billing-details"
const FORM_ID = "billing-details-form"
const FIELDS = ["name", "address", "tax_id", "reference"] as const
type FieldName = (typeof FIELDS)[number]
type Problems = Partial<Record<FieldName | "form", string>>

/** How the account is named on invoices and receipts. */
export function BillingDetailsPart(props: { pubkey: string }) {
  const details = useBillingDetails(() => props.pubkey)
  const [open, setOpen] = createSignal(false)
  const isEmpty = (found: BillingDetails) => FIELDS.every((field) => found[field] === "")
  return (
    <SidePart title={text.title} id={BILLING_DETAILS_ID}>
      <Switch>
        <Match when={details.isError}>
          <ProblemNote error={details.error} onRetry={() => details.refetch()} />
        </Match>
        <Match when={details.isPending}>
          <Skeleton class="h-16 w-full" />
        </Match>
        <Match when={details.isSuccess && details.data}>
          {(found) => (
            <>
              <Show when={!isEmpty(found())} fallback={<p class="mb-2.5 text-ink-2 text-small">{text.none}</p>}>
                <Shown details={found()} />
              </Show>
              <Button
                size="small"
                aria-label={isEmpty(found()) ? undefined : text.editLabel}
                onClick={() => setOpen(true)}
              >
                {isEmpty(found()) ? text.add : text.edit}
              </Button>
              <MountOnOpen open={open()}>
                <DetailsDialog pubkey={props.pubkey} details={found()} open={open()} onClose={() => setOpen(false)} />
              </MountOnOpen>
            </>
          )}
        </Match>
      </Switch>
    </SidePart>
  )
}

const Shown = (props: { details: BillingDetails }) => (
  <div class="mb-3 break-words text-small">
    <p class="font-label">{props.details.name}</p>
    <p class="whitespace-pre-line text-ink-2">{props.details.address}</p>
    <Show when={props.details.tax_id}>{(id) => <p class="text-ink-2">{text.taxIdIs(id())}</p>}</Show>
    <Show when={props.details.reference}>{(said) => <p class="text-ink-2">{text.referenceIs(said())}</p>}</Show>
  </div>
)

function DetailsDialog(props: { pubkey: string; details: BillingDetails; open: boolean; onClose: () => void }) {
  const [typed, setTyped] = createStore<BillingDetails>({ ...props.details })
  const [problems, setProblems] = createSignal<Problems>({})
  const save = useSaveBillingDetails(() => props.pubkey)
  const input = (field: FieldName) => ({
    value: typed[field],
    error: problems()[field],
    onInput: (event: { currentTarget: { value: string } }) => {
      setTyped(field, event.currentTarget.value)
      setProblems({})
    },
  })
  const submit = async (event: Event) => {
    event.preventDefault()
    if (save.isPending) return
    try {
      await save.mutateAsync({ ...typed })
    } catch (error) {
      setProblems(problemsIn(error))
      return
    }
    toast({ tone: "ok", text: text.saved })
    props.onClose()
  }
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={text.title}
      busy={save.isPending}
      footer={
        <>
          <Button disabled={save.isPending} onClick={() => props.onClose()}>
            {text.cancel}
          </Button>
          <Button kind="primary" type="submit" form={FORM_ID} busy={save.isPending}>
            {text.save}
          </Button>
        </>
      }
    >
      <form id={FORM_ID} onSubmit={submit} novalidate class="grid grid-cols-[minmax(0,1fr)] gap-4">
        <p class="text-ink-2">{text.lead}</p>
        <Field label={text.name} help={text.nameHelp} autocomplete="organization" {...input("name")} />
        <TextArea label={text.address} optional help={text.addressHelp} rows={4} {...input("address")} />
        <Field label={text.taxId} optional help={text.taxIdHelp} autocomplete="off" {...input("tax_id")} />
        <Field label={text.reference} optional help={text.referenceHelp} autocomplete="off" {...input("reference")} />
        <Show when={problems().form}>{(sentence) => <Note tone="bad" role="alert" text={sentence()} />}</Show>
      </form>
    </Dialog>
  )
}

function problemsIn(error: unknown): Problems {
  const field = error instanceof ApiError ? error.field : undefined
  return { [FIELDS.find((one) => one === field) ?? "form"]: sentenceOf(error) }
}
