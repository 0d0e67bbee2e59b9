import { useParams } from "@solidjs/router"
import { createSignal, Show } from "solid-js"
import { useRelaySuspension } from "~/api/admin"
import { useProfiles } from "~/api/profiles"
import { account } from "~/auth/session"
import { RelayOverview } from "~/components/relay-overview"
import { RelayPage } from "~/components/relay-page"
import { shortId } from "~/domain/nostr"
import { type Relay, relayCan, relayName } from "~/domain/relay"
import { text } from "~/i18n/en/admin"
import { paths } from "~/paths"
import { Button } from "~/ui/button"
import { Card, Fact, Facts } from "~/ui/card"
import { Confirm } from "~/ui/confirm"
import { toast } from "~/ui/toast"

const words = text.relay

/** One relay as the operator sees it: its owner's page, whose it is, where it lies, and the operator's own means. */
export default function AdminRelay() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} operator actions={(relay) => <Suspension relay={relay()} />}>
      {(relay) => (
        <div class="grid grid-cols-[minmax(0,1fr)] gap-6">
          <Where relay={relay()} />
          <RelayOverview relay={relay()} />
        </div>
      )}
    </RelayPage>
  )
}

/** Suspends the relay or lifts that; both ask first and name what happens to whom. */
export function Suspension(props: { relay: Relay }) {
  const [asking, setAsking] = createSignal(false)
  const suspension = useRelaySuspension(() => props.relay.id)
  const can = () => relayCan(props.relay, account())
  const name = () => relayName(props.relay)
  return (
    <>
      <Show when={can().suspend || can().unsuspend}>
        <Button kind={can().unsuspend ? "second" : "bad"} onClick={() => setAsking(true)}>
          {can().unsuspend ? words.lift : words.suspend}
        </Button>
      </Show>
      <Confirm
        open={asking() && can().suspend}
        onClose={() => setAsking(false)}
        title={words.suspendTitle(name())}
        text={words.suspendText(props.relay.member_count)}
        confirmLabel={words.suspend}
        cancelLabel={words.keep}
        danger
        reason={{ label: words.reason, help: words.reasonHelp, missing: words.reasonMissing }}
        onConfirm={async (reason) => {
          const suspended = words.suspended(name())
          await suspension.suspend(reason)
          toast({ tone: "ok", text: suspended })
        }}
      />
      <Confirm
        open={asking() && can().unsuspend}
        onClose={() => setAsking(false)}
        title={words.liftTitle(name())}
        text={words.liftText}
        confirmLabel={words.lift}
        cancelLabel={words.cancel}
        onConfirm={async () => {
          const lifted = words.lifted(name())
          await suspension.unsuspend()
          toast({ tone: "ok", text: lifted })
        }}
      />
    </>
  )
}

function Where(props: { relay: Relay }) {
  const profile = useProfiles(() => [props.relay.tenant_pubkey])
  return (
    <Card title={words.operator}>
      <div class="grid gap-x-12 gap-y-2 md:grid-cols-2">
        <Facts class="content-start">
          <Fact name={words.tenant}>
            <a href={paths.adminTenant(props.relay.tenant_pubkey)} class="link">
              {profile(props.relay.tenant_pubkey)?.name ?? shortId(props.relay.tenant_pubkey)}
            </a>
          </Fact>
          <Fact name={words.wanted}>{words.wantedWord[props.relay.status]}</Fact>
          <Fact name={words.seen}>{words.seenWord[props.relay.provisioning]}</Fact>
          <Fact name={words.step}>{words.stepWord[props.relay.provisioning_step]}</Fact>
        </Facts>
        <Facts class="content-start">
          <Fact name={words.server}>
            <span class="break-all">{props.relay.zooid_domain}</span>
          </Fact>
          <Fact name={words.schema}>
            <span class="mono break-all">{props.relay.schema}</span>
          </Fact>
          <Fact name={words.id}>
            <span class="mono break-all">{props.relay.id}</span>
          </Fact>
        </Facts>
      </div>
    </Card>
  )
}
