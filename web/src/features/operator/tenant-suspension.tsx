import { createSignal } from "solid-js"
import { useTenantRelays } from "~/api/relays"
import { type Tenant, useTenantSuspension } from "~/api/tenants"
import { relayName } from "~/domain/relay/relay"
import { text } from "~/features/operator/words/en/admin"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"

const words = text.tenant

/** Suspends a tenant or lifts the suspension. Both ask first, and suspending names what goes offline. */
export function TenantSuspension(props: { tenant: Tenant; name: string }) {
  // The dialog keeps its question although the response has changed the tenant.
  const [asking, setAsking] = createSignal<"suspend" | "lift">()
  const relays = useTenantRelays(() => props.tenant.pubkey)
  const suspension = useTenantSuspension(() => props.tenant.pubkey)
  const suspended = () => props.tenant.status === "suspended"
  const online = () => (relays.isSuccess ? relays.data : []).filter((relay) => relay.status === "active").map(relayName)
  const close = () => setAsking(undefined)
  return (
    <>
      <Button kind={suspended() ? "second" : "bad"} onClick={() => setAsking(suspended() ? "lift" : "suspend")}>
        {suspended() ? words.lift : words.suspend}
      </Button>
      <Confirm
        open={asking() === "suspend"}
        onClose={close}
        title={words.suspendTitle(props.name)}
        text={words.suspendText(online())}
        confirmLabel={words.suspendWord}
        cancelLabel={words.keep}
        danger
        reason={{ label: words.reason, help: words.reasonHelp, missing: words.reasonMissing }}
        onConfirm={async (reason) => {
          await suspension.suspend(reason)
          toast({ tone: "ok", text: words.suspended })
        }}
      />
      <Confirm
        open={asking() === "lift"}
        onClose={close}
        title={words.liftTitle(props.name)}
        text={words.liftText}
        confirmLabel={words.liftWord}
        cancelLabel={words.cancel}
        reason={{ label: words.reason, help: words.reasonHelp, missing: words.reasonMissing }}
        onConfirm={async (reason) => {
          await suspension.unsuspend(reason)
          toast({ tone: "ok", text: words.lifted })
        }}
      />
    </>
  )
}
