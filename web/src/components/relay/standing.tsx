import { Show } from "solid-js"
import type { Relay } from "~/domain/relay"
import { AccessCard } from "./access-card"
import { Lately } from "./history"
import { PeopleCard } from "./people-card"

/** How a relay stands: who is in it, who may do what, and what happened lately. */
export default function Standing(props: { relay: Relay; edit: string }) {
  return (
    <>
      <Show when={props.relay.synced === 1}>
        <PeopleCard relay={props.relay} />
      </Show>
      <AccessCard relay={props.relay} edit={props.edit} />
      <Lately relay={props.relay} />
    </>
  )
}
