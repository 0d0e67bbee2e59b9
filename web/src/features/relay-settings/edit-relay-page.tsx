import { useParams } from "@solidjs/router"
import { Show } from "solid-js"
import { account } from "~/auth/session"
import { RelayPage } from "~/components/relay/relay-page"
import { relayRole } from "~/domain/relay/relay"
import { text } from "~/features/relay-settings/words/en/relay-form"
import { Note } from "~/ui/state/note"
import { FormSkeleton, RelayForm } from "./relay-form"

/** The settings of a relay. */
export default function EditRelay() {
  const params = useParams<{ id: string }>()
  return (
    <RelayPage id={params.id} skeleton={<FormSkeleton />}>
      {(relay) => (
        <Show
          when={relayRole(relay(), account()) !== "moderator"}
          fallback={<Note title={text.moderator.title} text={text.moderator.text} />}
        >
          <RelayForm relay={relay()} />
        </Show>
      )}
    </RelayPage>
  )
}
