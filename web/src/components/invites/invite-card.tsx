import { clsx } from "clsx"
import Printer from "lucide-solid/icons/printer"
import Share2 from "lucide-solid/icons/share-2"
import { createSignal, type JSX, Match, Show, Switch } from "solid-js"
import { useInvite } from "~/api/invite"
import { text } from "~/components/invites/words/en/invite"
import { flotillaInvite, isPublic } from "~/domain/relay/invite"
import { type Relay, relayName } from "~/domain/relay/relay"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { Button, LinkButton } from "~/ui/form/button"
import { CopyLine } from "~/ui/form/copy"
import { Qr } from "~/ui/picture/qr"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { ReplaceLink } from "./replace-link"

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
      <h2 class="text-h2">{words.title}</h2>
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
      <Match when={!invite.isPending && invite.data}>
        {(answer) => <Ready {...props} claim={answer().claim} link={answer().link} />}
      </Match>
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
        <Show when={!props.small}>
          <Says relay={props.relay} />
        </Show>
        <Loading class="mt-3" label={words.loading}>
          <Skeleton class="h-9 w-full" />
        </Loading>
      </Match>
    </Switch>
  )
}

type ReadyProps = PanelProps & { claim: string; link: string }

function Ready(props: ReadyProps) {
  return (
    <Show when={!props.small} fallback={<SmallLink {...props} />}>
      <div class={props.stacked ? "grid gap-4" : "flex items-start gap-7"}>
        <div class="min-w-0 flex-1">
          <Says relay={props.relay} />
          <CopyLine class="mt-3.5" value={props.link} label={words.label} mono truncate="middle" />
          <InviteActions {...props} class="mt-3" />
          <Codes {...props} />
        </div>
        <div class={props.stacked ? "mx-auto w-60 max-w-full" : "w-[136px] shrink-0 max-sm:hidden"}>
          <Code link={props.link} size={props.stacked ? QR_LARGE_PX : QR_PX} />
        </div>
      </div>
    </Show>
  )
}

function SmallLink(props: ReadyProps) {
  const [shown, setShown] = createSignal(false)
  return (
    <>
      <CopyLine class="mt-2" value={props.link} label={words.label} mono truncate="middle" />
      <InviteActions {...props} class="mt-3">
        <Button size="small" aria-expanded={shown()} onClick={() => setShown(!shown())}>
          {shown() ? words.hide : words.show}
        </Button>
      </InviteActions>
      <Show when={shown()}>
        <div class="mt-4 w-60 max-w-full">
          <Code link={props.link} size={QR_LARGE_PX} />
        </div>
        <Codes {...props} />
      </Show>
    </>
  )
}

/** What can be done with the link: share it, print it, replace it, or make others with limits. */
const InviteActions = (props: ReadyProps & { class: string; children?: JSX.Element }) => (
  <div class={clsx("flex flex-wrap items-center gap-2", props.class)}>
    <ShareButton relay={props.relay} link={props.link} />
    {props.children}
    <LinkButton size="small" href={paths.relayPoster(props.relay.id)} icon={Printer}>
      {words.poster}
    </LinkButton>
    <ReplaceLink relay={props.relay} claim={props.claim} />
    <LinkButton size="small" kind="quiet" href={`${paths.relayMembers(props.relay.id)}#invites`}>
      {words.more}
    </LinkButton>
  </div>
)

const Says = (props: { relay: Relay }): JSX.Element => (
  <p class="mt-1 text-ink-2 text-small">
    {props.relay.policy_public_join ? words.textOpen : words.text} {!isPublic(props.relay.url) && words.local}
  </p>
)

const Code = (props: { link: string; size: number }) => <Qr value={props.link} label={words.qr} size={props.size} />

/** The phone's share sheet, if the browser has one. */
function ShareButton(props: { relay: Relay; link: string }) {
  const data = () => ({ title: words.shareTitle(relayName(props.relay)), url: props.link })
  const share = () =>
    // Closing the sheet is not an error.
    navigator.share(data()).catch(() => {})
  return (
    <Show when={typeof navigator.share === "function"}>
      <Button size="small" icon={Share2} onClick={share}>
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

function ByHand(props: { relay: Relay; claim: string }) {
  return (
    <div class="mt-2 grid grid-cols-[minmax(0,1fr)] gap-2">
      <Labelled label={words.address} value={props.relay.url} />
      <Labelled label={words.code} value={props.claim} />
      <Show when={isPublic(props.relay.url)}>
        <Labelled label={words.direct} value={flotillaInvite(props.relay.url, props.claim)} />
      </Show>
    </div>
  )
}

const Labelled = (props: { label: string; value: string }) => (
  <div class="grid grid-cols-[minmax(0,1fr)] gap-1">
    <span class="text-ink-2 text-small">{props.label}</span>
    <CopyLine value={props.value} label={props.label} mono truncate="middle" />
  </div>
)
