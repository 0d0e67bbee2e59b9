import { useNavigate } from "@solidjs/router"
import { createSignal, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { usePlans } from "~/api/plans"
import { useCreateRelay } from "~/api/relays"
import { labelOf } from "~/domain/relay/subdomain"
import { text as words } from "~/features/operator/words/en/admin-create"
import { paths } from "~/paths"
import { Button } from "~/ui/form/button"
import { Field } from "~/ui/form/field"
import { Select } from "~/ui/form/select"
import { Dialog } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { ProblemNote } from "~/ui/state/problem"

/** Creates a relay for a tenant, on any plan of the catalogue, hidden ones included. */
export function CreateRelay(props: { tenant: string; name: string; open: boolean; onClose: () => void }) {
  const [name, setName] = createSignal("")
  const [label, setLabel] = createSignal<string>()
  const [planId, setPlanId] = createSignal("free")
  const info = useInfo()
  const plans = usePlans()
  const create = useCreateRelay()
  const navigate = useNavigate()
  const domain = () => (info.isSuccess ? (info.data.relay_domains[0] ?? "") : "")
  const subdomain = () => label() ?? labelOf(name())
  const options = () =>
    (plans.isSuccess ? plans.data : []).map((plan) => ({
      value: plan.id,
      label: plan.hidden ? words.hidden(plan.name) : plan.name,
    }))
  const send = async () => {
    try {
      const made = await create.mutateAsync({
        tenant_pubkey: props.tenant,
        subdomain: subdomain(),
        plan_id: planId(),
        info_name: name().trim(),
      })
      props.onClose()
      toast({ tone: "ok", text: words.done(made.info_name || made.subdomain) })
      navigate(paths.adminRelay(made.id))
    } catch {
      // The note in the dialog shows the error.
    }
  }
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={words.title(props.name)}
      busy={create.isPending}
      footer={
        <>
          <Button onClick={props.onClose}>{words.cancel}</Button>
          <Button kind="primary" busy={create.isPending} onClick={() => void send()}>
            {words.go}
          </Button>
        </>
      }
    >
      <form
        class="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <Field label={words.name} value={name()} onInput={(event) => setName(event.currentTarget.value)} />
        <Field
          label={words.address}
          suffix={`.${domain()}`}
          value={subdomain()}
          autocapitalize="off"
          spellcheck={false}
          onInput={(event) => setLabel(event.currentTarget.value)}
        />
        <Select label={words.plan} value={planId()} options={options()} onChange={setPlanId} />
        <Show when={create.isError}>
          <ProblemNote error={create.error} />
        </Show>
      </form>
    </Dialog>
  )
}
