import { Show } from "solid-js"
import type { Relay } from "~/domain/relay"
import { paths } from "~/paths"
import { AccessCard } from "./access-card"
import { Lately } from "./history"
import { PeopleCard } from "./people-card"

/** How a relay stands: who is in it, who may do what, and what happened lately. */
export default function Standing(props: { relay: Relay; edit: string; operator?: boolean | undefined }) {
  return (
    <>
      <Show when={props.relay.synced === 1}>
        <PeopleCard relay={props.relay} all={props.operator ? paths.adminRelayMembers(props.relay.id) : undefined} />
      </Show>
      <AccessCard relay={props.relay} edit={props.edit} />
      <Lately relay={props.relay} all={props.operator ? paths.adminRelayActivity(props.relay.id) : undefined} />
    </>
  )
}
