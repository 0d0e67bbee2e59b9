import { Match, Show, Switch } from "solid-js"
import { type Relay, relayState } from "~/domain/relay"
import { isBeingSetUp } from "~/domain/steps"
import { AccessCard } from "./access-card"
import { Lately } from "./history"
import { InviteCard } from "./invite-card"
import { NextSteps, useJustOnline } from "./next-steps"
import { PeopleCard } from "./people-card"
import { RelayNotes } from "./relay-notes"
import { RelaySide } from "./relay-side"
import { Meanwhile, SetupSteps } from "./setup-steps"

/** The first page of a relay: how it comes to be, or how it is. */
export function RelayOverview(props: { relay: Relay }) {
  const justOnline = useJustOnline(() => props.relay)
  const online = () => relayState(props.relay) === "online"
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-10 wide:grid-cols-[minmax(0,1fr)_328px]">
      <div class="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-6">
        <Show when={props.relay.info_description}>
          <p class="-mt-1 max-w-[70ch] whitespace-pre-line break-words text-ink-2">{props.relay.info_description}</p>
        </Show>
        <RelayNotes relay={props.relay} />
        <Switch>
          <Match when={isBeingSetUp(props.relay)}>
            <SetupSteps relay={props.relay} />
            <Meanwhile relay={props.relay} />
          </Match>
          <Match when={true}>
            <Show when={online() && justOnline.shown()}>
              <NextSteps relay={props.relay} onDismiss={justOnline.dismiss} />
            </Show>
            <Show when={online()}>
              <InviteCard relay={props.relay} />
            </Show>
            <Show when={props.relay.synced === 1}>
              <PeopleCard relay={props.relay} />
            </Show>
            <AccessCard relay={props.relay} />
            <Lately relay={props.relay} />
          </Match>
        </Switch>
      </div>
      <RelaySide relay={props.relay} />
    </div>
  )
}
