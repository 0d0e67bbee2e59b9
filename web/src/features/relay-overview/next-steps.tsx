import Check from "lucide-solid/icons/check"
import { createSignal, type JSX, Show, Suspense } from "solid-js"
import { useRooms } from "~/api/relay/rooms"
import { lazyPart } from "~/components/frame/lazy-part"
import { AppLinks } from "~/components/invites/app-links"
import { text as inviteText } from "~/components/invites/words/en/invite"
import { isPublic } from "~/domain/relay/invite"
import type { Relay } from "~/domain/relay/relay"
import { text as words } from "~/features/relay-overview/words/en/next-steps"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { CopyLine } from "~/ui/form/copy"
import { Icon } from "~/ui/picture/icon"
import { useActs } from "./first-steps"

const AppLogin = lazyPart(() => import("~/components/invites/app-login"))

/** The next steps for a new relay. Each stays until it is done; the card goes after the last one. */
export default function NextSteps(props: { relay: Relay }) {
  const acts = useActs(() => props.relay.id)
  const hasRooms = () => props.relay.groups_enabled === 1
  const rooms = useRooms(() => ({ id: props.relay.id, enabled: hasRooms() && !acts.done("hide") }))
  const opened = () => acts.done("open")
  /** The owner is a member of each relay. */
  const invited = () => (props.relay.member_count ?? 0) > 1 || acts.done("invite")
  const hasRoom = () => !hasRooms() || (rooms.isSuccess && rooms.data.length > 0)
  const isWaiting = () => hasRooms() && rooms.isPending
  /** The last act leaves the card until the next visit: the link or the code that was just used stays in place. */
  const [acted, setActed] = createSignal(false)
  const shown = () => !acts.done("hide") && !isWaiting() && (acted() || !(opened() && invited() && hasRoom()))
  const act = (what: "open" | "invite") => {
    setActed(true)
    acts.keep(what)
  }
  const onPress = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest("a, button")) act("open")
  }
  return (
    <Show when={shown()}>
      <Card
        title={words.title}
        action={
          <Button kind="quiet" size="small" onClick={() => acts.keep("hide")}>
            {words.dismiss}
          </Button>
        }
      >
        <ol class="grid grid-cols-[minmax(0,1fr)] gap-5">
          <Step title={words.open} done={opened()}>
            <div ref={(place) => place.addEventListener("click", onPress)}>
              <CopyLine value={props.relay.url} label={inviteText.invite.address} mono truncate="middle" />
              <Show when={isPublic(props.relay.url)} fallback={<p class="mt-2 text-ink-2 text-small">{words.local}</p>}>
                <AppLinks url={props.relay.url} />
              </Show>
            </div>
            <Show when={isPublic(props.relay.url)}>
              <Suspense>
                <AppLogin />
              </Suspense>
            </Show>
          </Step>
          <Step title={words.invite} done={invited()}>
            <p class="text-ink-2 text-small">{words.inviteText}</p>
            <Button kind="second" size="small" class="mt-2" onClick={() => act("invite")} disabled={invited()}>
              {words.invited}
            </Button>
          </Step>
          <Show when={hasRooms()}>
            <Step title={words.room} done={hasRoom()}>
              <a class="link text-small" href={paths.relayRooms(props.relay.id)}>
                {words.rooms}
              </a>
            </Step>
          </Show>
        </ol>
      </Card>
    </Show>
  )
}

/** A step with its name. Once it is done, it is ticked. */
function Step(props: { title: string; done: boolean; children: JSX.Element }) {
  return (
    <li>
      <h3 class="mb-1.5 flex items-center gap-2 text-h3">
        <Show when={props.done}>
          <Icon of={Check} size={17} class="text-ok" />
          <span class="sr-only">{words.done}</span>
        </Show>
        {props.title}
      </h3>
      {props.children}
    </li>
  )
}
