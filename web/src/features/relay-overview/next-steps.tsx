import { Show, Suspense } from "solid-js"
import { lazyPart } from "~/components/frame/lazy-part"
import { AppLinks } from "~/components/invites/app-links"
import { text as inviteText } from "~/components/invites/words/en/invite"
import { isPublic } from "~/domain/relay/invite"
import type { Relay } from "~/domain/relay/relay"
import { text as words } from "~/features/relay-overview/words/en/next-steps"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { CopyLine } from "~/ui/form/copy"

const AppLogin = lazyPart(() => import("~/components/invites/app-login"))

/** The next steps for a new relay: its address and an app; the invite link is below. */
export default function NextSteps(props: { relay: Relay; onDismiss: () => void }) {
  return (
    <Card
      title={words.title}
      action={
        <Button kind="quiet" size="small" onClick={() => props.onDismiss()}>
          {words.dismiss}
        </Button>
      }
    >
      <p role="status" class="mb-5 text-ink-2">
        {words.text}
      </p>
      <h3 class="mb-1.5 text-h3">{words.copy}</h3>
      <CopyLine value={props.relay.url} label={inviteText.invite.address} mono truncate="middle" />
      <h3 class="mt-5 text-h3">{words.open}</h3>
      <Show when={props.relay.groups_enabled === 1}>
        <p class="text-ink-2 text-small">{words.rooms}</p>
      </Show>
      {isPublic(props.relay.url) ? (
        <>
          <AppLinks url={props.relay.url} />
          <Suspense>
            <AppLogin />
          </Suspense>
        </>
      ) : (
        <p class="text-ink-2 text-small">{words.local}</p>
      )}
      <h3 class="mt-5 text-h3">{words.invite}</h3>
      <p class="text-ink-2 text-small">{words.inviteText}</p>
    </Card>
  )
}
