import { Match, Show, Switch } from "solid-js"
import { account } from "~/auth/session"
import { HostContactButton } from "~/components/host/host-contact-button"
import { BringBack } from "~/components/relay/bring-back"
import { goneAt, type Relay, relayCan, relayState } from "~/domain/relay/relay"
import { day } from "~/domain/time"
import { text } from "~/features/relay-overview/words/en/relay"
import { Note } from "~/ui/state/note"
import { useNow } from "~/ui/time"
import { ContactHostButton, retryWords } from "./contact-host-button"

const words = text.notes

/** The problems of a relay, if any: cause, effect, and what to do. */
export function RelayNotes(props: { relay: Relay }) {
  const now = useNow()
  const state = () => relayState(props.relay)
  const mine = () => account()?.pubkey === props.relay.tenant_pubkey
  const failure = () =>
    `${props.relay.sync_error ? words.failedText(props.relay.sync_error) : words.failedSilent} ${retryWords(props.relay)}`
  const silence = () => `${props.relay.sync_error || words.silent} ${retryWords(props.relay)}`
  return (
    <Switch>
      <Match when={state() === "deleted"}>
        <Note tone="plain" title={words.deleted(day(goneAt(props.relay) ?? now(), now()))} text={words.deletedText} />
      </Match>
      <Match when={state() === "suspended"}>
        <Note
          tone="bad"
          title={words.suspended}
          text={
            props.relay.suspension_reason
              ? words.suspendedText(withoutStop(props.relay.suspension_reason))
              : words.suspendedSilent
          }
          action={mine() ? <HostContactButton /> : undefined}
        />
      </Match>
      <Match when={state() === "unpaid"}>
        <Note
          tone="due"
          title={words.unpaid}
          text={words.unpaidText}
          action={
            <Show when={relayCan(props.relay, account()).bringOnline}>
              <BringBack relay={props.relay} size="small" label={words.choosePlan} />
            </Show>
          }
        />
      </Match>
      <Match when={state() === "offline"}>
        <Show
          when={props.relay.provisioning === "inactive"}
          fallback={<Note tone="sea" role="status" title={words.goingOffline} text={words.goingOfflineText} />}
        >
          <Note tone="plain" title={mine() ? words.offline : words.offlineOperator} text={words.offlineText} />
        </Show>
      </Match>
      <Match when={state() === "notResponding"}>
        <Note
          tone="bad"
          role="alert"
          title={props.relay.provisioning === "failed" ? words.changeFailed : words.notResponding}
          text={props.relay.provisioning === "failed" ? failure() : silence()}
          action={<ContactHostButton relay={props.relay} />}
        />
      </Match>
      <Match when={props.relay.provisioning === "pending" && props.relay.synced === 1}>
        <Note tone="sea" role="status" title={words.applying} text={words.applyingText} />
      </Match>
    </Switch>
  )
}

/** The sentence around it has its own full stop. */
const withoutStop = (reason: string) => reason.trim().replace(/\.$/, "")
