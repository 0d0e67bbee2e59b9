import { Show } from "solid-js"
import { useTenant } from "~/api/tenants"
import { HostContactButton } from "~/components/host/host-contact-button"
import { billingStatusOf } from "~/domain/billing/billing-status"
import { text } from "~/features/relay-list/words/en/relays"
import { Note } from "~/ui/state/note"

/** The suspension of the reader’s account: its reason, and the host’s contact. */
export function SuspendedNote(props: { pubkey: string | undefined }) {
  const tenant = useTenant(() => props.pubkey)
  const known = () => (tenant.isSuccess && tenant.data?.status === "suspended" ? tenant.data : undefined)
  return (
    <Show when={known()}>
      {(suspended) => (
        <div class="mt-6">
          <Note
            tone="bad"
            title={text.accountSuspended}
            text={billingStatusOf(suspended()).said}
            action={<HostContactButton />}
          />
        </div>
      )}
    </Show>
  )
}
