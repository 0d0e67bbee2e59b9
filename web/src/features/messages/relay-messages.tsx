import { createEffect, createSignal, Match, on, Show, Switch } from "solid-js"
import type { Message } from "~/api/relay/messages"
import { account } from "~/auth/session"
import { type Relay, relayCan, relayState } from "~/domain/relay/relay"
import { text as words } from "~/features/messages/words/en/messages"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/form/button"
import { Note } from "~/ui/state/note"
import { FoundMessages } from "./found-messages"
import { RemoveMessage } from "./remove-message"
import { RemovedMessages } from "./removed-messages"
import { ReportedMessages } from "./reported-messages"

/** The messages of a relay: reports of members, search, and removed messages. */
export function RelayMessages(props: { relay: Relay }) {
  const [asked, setAsked] = createSignal<Message>()
  const [last, setLast] = createSignal<Message>()
  createEffect(on(asked, (now) => now && setLast(now)))
  const can = () => relayCan(props.relay, account()).manageMembers
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-6">
      <Switch>
        <Match when={props.relay.synced === 0}>
          <Note text={words.notYet} />
        </Match>
        <Match when={relayState(props.relay) !== "online"}>
          <Note title={words.offline} text={words.offlineText} />
        </Match>
        <Match when={true}>
          <Show when={props.relay.management_enabled === 0}>
            <Note
              tone="sea"
              title={words.off}
              text={words.offText}
              action={
                <LinkButton size="small" href={`${paths.editRelay(props.relay.id)}#experts`}>
                  {words.toSettings}
                </LinkButton>
              }
            />
          </Show>
          <ReportedMessages relay={props.relay} manage={can()} onRemove={setAsked} />
          <FoundMessages relay={props.relay} manage={can()} onRemove={setAsked} />
          <RemovedMessages relay={props.relay} manage={can()} />
        </Match>
      </Switch>
      <Show when={last()}>
        {(message) => (
          <RemoveMessage
            relay={props.relay}
            message={message()}
            open={asked() !== undefined}
            onClose={() => setAsked(undefined)}
          />
        )}
      </Show>
    </div>
  )
}
