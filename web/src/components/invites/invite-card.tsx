import Share2 from "lucide-solid/icons/share-2"
import { createSignal, type JSX, Match, Show, Switch } from "solid-js"
import { useInvite } from "~/api/invite"
import { text } from "~/components/invites/words/en/invite"
import { inviteLink, isPublic } from "~/domain/relay/invite"
import { type Relay, relayName } from "~/domain/relay/relay"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { CopyLine } from "~/ui/form/copy"
import { Qr } from "~/ui/picture/qr"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"

const words = text.invite

/** From this many members on, the card is a row, because other content matters more. */
const SMALL_FROM_MEMBERS = 10
const QR_PX = 136
const QR_LARGE_PX = 240

/** The invite link of an online relay, with its QR code; a row once the relay has members. */
export function InviteCard(props: { relay: Relay }) {
  const small = () => (props.relay.member_count ?? 0) > SMALL_FROM_MEMBERS
  return (
    <Card>
      <h2 class="text-h2">{isPublic(props.relay.url) ? words.title : words.dialog}</h2>
      <InvitePanel relay={props.relay} enabled small={small()} />
    </Card>
  )
}

type PanelProps = {
  relay: Relay
  /** Whether the link is requested. */
  enabled: boolean
  /** The QR code is collapsed. */
  small?: boolean | undefined
  /** The QR code is large and under the link, as in a narrow dialog. */
  stacked?: boolean | undefined
}

/** The link, ways to share it, and alternatives to it. */
export function InvitePanel(props: PanelProps) {
  // A relay that is coming back online cannot answer yet.
  const invite = useInvite(() => ({
    id: props.relay.id,
    enabled: props.enabled && props.relay.provisioning === "active",
  }))
  return (
    <Switch>
      <Match when={!invite.isPending && invite.data}>{(answer) => <Ready {...props} claim={answer().claim} />}</Match>
      <Match when={invite.isError}>
        <Note
          tone="bad"
          role="alert"
          class="mt-3"
          title={words.failed}
          text={sentenceOf(invite.error)}
          action={
            <Button size="small" busy={invite.isFetching} onClick={() => invite.refetch()}>
              {words.again}
            </Button>
          }
        />
      </Match>
      <Match when={invite.isPending}>
        <Show when={isPublic(props.relay.url)} fallback={<Intro text={words.local} />}>
          <Show when={!props.small}>
            <Says relay={props.relay} />
          </Show>
        </Show>
        <Loading class="mt-3" label={words.loading}>
          <Skeleton class="h-9 w-full" />
        </Loading>
      </Match>
    </Switch>
  )
}

function Ready(props: PanelProps & { claim: string }) {
  const link = () => inviteLink(props.relay.url, props.claim)
  return (
    <Show when={isPublic(props.relay.url)} fallback={<ByHand {...props} intro={words.local} />}>
      <Show when={!props.small} fallback={<SmallLink {...props} link={link()} />}>
        <div class={props.stacked ? "grid gap-4" : "flex items-start gap-7"}>
          <div class="min-w-0 flex-1">
            <Says relay={props.relay} />
            <CopyLine class="mt-3.5" value={link()} label={words.label} mono truncate="middle" />
            <ShareButton class="mt-3" relay={props.relay} link={link()} />
            <Codes {...props} />
          </div>
          <div class={props.stacked ? "mx-auto w-60 max-w-full" : "w-[136px] shrink-0 max-sm:hidden"}>
            <Code link={link()} size={props.stacked ? QR_LARGE_PX : QR_PX} />
          </div>
        </div>
      </Show>
    </Show>
  )
}

function SmallLink(props: PanelProps & { claim: string; link: string }) {
  const [shown, setShown] = createSignal(false)
  return (
    <>
      <div class="mt-2 flex flex-wrap items-center gap-2">
        <CopyLine class="flex-1 basis-60" value={props.link} label={words.label} mono truncate="middle" />
        <ShareButton relay={props.relay} link={props.link} />
        <Button size="small" aria-expanded={shown()} onClick={() => setShown(!shown())}>
          {shown() ? words.hide : words.show}
        </Button>
      </div>
      <Show when={shown()}>
        <div class="mt-4 w-60 max-w-full">
          <Code link={props.link} size={QR_LARGE_PX} />
        </div>
        <Codes {...props} />
      </Show>
    </>
  )
}

const Says = (props: { relay: Relay }): JSX.Element => (
  <p class="mt-1 text-ink-2 text-small">{props.relay.policy_public_join ? words.textOpen : words.text}</p>
)

const Code = (props: { link: string; size: number }) => <Qr value={props.link} label={words.qr} size={props.size} />

/** The phone's share sheet, if the browser has one. */
function ShareButton(props: { relay: Relay; link: string; class?: string }) {
  const data = () => ({ title: words.shareTitle(relayName(props.relay)), url: props.link })
  const share = () =>
    // Closing the sheet is not an error.
    navigator.share(data()).catch(() => {})
  return (
    <Show when={typeof navigator.share === "function"}>
      <Button size="small" icon={Share2} class={props.class} onClick={share}>
        {words.share}
      </Button>
    </Show>
  )
}

function Codes(props: { relay: Relay; claim: string }) {
  return (
    <details class="mt-3 text-small">
      <summary class="link w-fit cursor-pointer py-0.5">{words.byHand}</summary>
      <ByHand {...props} />
    </details>
  )
}

function ByHand(props: { relay: Relay; claim: string; intro?: string }) {
  return (
    <div class="mt-2 grid grid-cols-[minmax(0,1fr)] gap-2">
      <Show when={props.intro}>{(text) => <Intro text={text()} />}</Show>
      <Labelled label={words.address} value={props.relay.url} />
      <Labelled label={words.code} value={props.claim} />
    </div>
  )
}

const Intro = (props: { text: string }) => <p class="mt-2 text-ink-2 text-small first:mt-0">{props.text}</p>

const Labelled = (props: { label: string; value: string }) => (
  <div class="grid grid-cols-[minmax(0,1fr)] gap-1">
    <span class="text-ink-2 text-small">{props.label}</span>
    <CopyLine value={props.value} label={props.label} mono truncate="middle" />
  </div>
)
