import { useLocation } from "@solidjs/router"
import ArrowUpRight from "lucide-solid/icons/arrow-up-right"
import Copy from "lucide-solid/icons/copy"
import Pencil from "lucide-solid/icons/pencil"
import Power from "lucide-solid/icons/power"
import UserPlus from "lucide-solid/icons/user-plus"
import { createSignal, type JSX, Show, Suspense } from "solid-js"
import { account } from "~/auth/session"
import { lazyPart } from "~/components/frame/lazy-part"
import { useTitle } from "~/components/frame/title"
import { text } from "~/components/relay/words/en/relay-head"
import { type Relay, relayCan, relayHost, relayName, relayRole, relayState, relayStatus } from "~/domain/relay/relay"
import { paths } from "~/paths"
import { Crumb } from "~/ui/crumb"
import { Button, LinkButton } from "~/ui/form/button"
import { CopyIcon } from "~/ui/form/copy"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { Menu, type MenuItem } from "~/ui/overlay/menu"
import { toast } from "~/ui/overlay/toast"
import { Flag } from "~/ui/picture/flag"
import { Icon } from "~/ui/picture/icon"
import { Skeleton } from "~/ui/state/skeleton"
import { Status } from "~/ui/state/status"
import { TabLinks } from "~/ui/tabs"
import { HeadStart } from "./head-start"

const InviteDialog = lazyPart(() => import("~/components/invites/invite-dialog"))
const OpenIn = lazyPart(() => import("~/components/invites/open-in-dialog"))
const TakeOffline = lazyPart(() => import("./take-offline"))

const words = text.head

type HeadProps = {
  relay: Relay
  /** The operator's pages have another way back and other tabs. */
  operator?: boolean | undefined
  /** More buttons, before the menu. */
  actions?: JSX.Element | undefined
}

/** The start of every page of a relay: flag, name, status, address, actions and tabs. */
export function RelayHead(props: HeadProps) {
  const status = () => relayStatus(props.relay)
  // The detail tells an unpaid relay from one that its owner took offline.
  useTitle(
    () => relayName(props.relay),
    () => ({ ...status(), word: `${status().word} ${status().detail}`.trim() }),
  )
  return (
    <>
      <WayBack operator={props.operator} />
      <div class="flex flex-wrap items-center gap-x-5 gap-y-4">
        <div class="flex min-w-0 flex-1 basis-72 items-start gap-4 sm:gap-5">
          <span class="max-sm:hidden">
            <Flag seed={props.relay.id} icon={props.relay.info_icon} size={64} />
          </span>
          <span class="sm:hidden">
            <Flag seed={props.relay.id} icon={props.relay.info_icon} size={48} />
          </span>
          <div class="min-w-0">
            <div class="flex flex-wrap items-center gap-x-3.5 gap-y-1">
              <h1 class="min-w-0 break-words text-h1 max-sm:text-[22px] max-sm:leading-7">{relayName(props.relay)}</h1>
              <span role="status">
                <Status {...status()} />
              </span>
            </div>
            <div class="mt-1 flex min-w-0 items-center gap-1 text-ink-2">
              <span class="truncate" title={relayHost(props.relay)}>
                {relayHost(props.relay)}
              </span>
              <CopyIcon value={relayHost(props.relay)} label={words.copyAddress} />
            </div>
          </div>
        </div>
        <Actions {...props} />
      </div>
      <Tabs
        id={props.relay.id}
        members={props.relay.member_count ?? null}
        operator={props.operator}
        edits={relayRole(props.relay, account()) !== "moderator"}
      />
    </>
  )
}

/** The head while the relay is loading. */
export const HeadSkeleton = (props: { id: string; operator?: boolean | undefined }) => (
  <>
    <WayBack operator={props.operator} />
    <div class="flex min-h-17 items-start gap-4 sm:gap-5 max-sm:min-h-32">
      <Skeleton class="size-12 shrink-0 rounded-flag! sm:size-16" />
      <div class="grid gap-2.5">
        <h1 class="sr-only">{text.loading}</h1>
        <Skeleton class="h-6 w-56" />
        <Skeleton class="h-4 w-40" />
      </div>
    </div>
    <Tabs id={props.id} operator={props.operator} />
  </>
)

const WayBack = (props: { operator: boolean | undefined }) => (
  <Crumb
    href={props.operator ? paths.adminRelays : paths.relays}
    label={props.operator ? words.crumbOperator : words.crumb}
  />
)

const Tabs = (props: {
  id: string
  members?: number | null | undefined
  operator: boolean | undefined
  /** Whether the person may change the settings; true while that is unknown. */
  edits?: boolean | undefined
}) => (
  <TabLinks
    label={words.tabs}
    items={(props.operator ? operatorTabs : tabs)(props.id, props.members).filter(
      ({ href }) => props.edits !== false || href !== paths.editRelay(props.id),
    )}
  />
)

/** @param count of members; null = never counted, undefined = still loading */
const tabs = (id: string, count: number | null | undefined) => [
  { href: paths.relay(id), label: words.overview },
  { href: paths.relayMembers(id), label: words.members, ...(count !== null && { count }) },
  { href: paths.relayRooms(id), label: words.rooms },
  { href: paths.relayMessages(id), label: words.messages },
  { href: paths.relayFiles(id), label: words.files },
  { href: paths.relayActivity(id), label: words.activity },
  { href: paths.editRelay(id), label: words.settings },
]

const operatorTabs = (id: string, count: number | null | undefined) => [
  { href: paths.adminRelay(id), label: words.overview },
  { href: paths.adminRelayMembers(id), label: words.members, ...(count !== null && { count }) },
  { href: paths.adminRelayActivity(id), label: words.activity },
  { href: paths.adminEditRelay(id), label: words.settings },
]

/** The open overlay. */
type Opened = "invite" | "openIn" | "offline"

function Actions(props: HeadProps) {
  const [opened, setOpened] = createSignal<Opened>()
  const close = () => setOpened(undefined)
  const location = useLocation()
  const can = () => relayCan(props.relay, account())
  const state = () => relayState(props.relay)
  const back = () => can().bringOnline || can().restore
  const pays = () => props.relay.awaiting_payment === 1 && account()?.pubkey === props.relay.tenant_pubkey
  const answers = () => state() === "online"

  return (
    <div class="flex flex-wrap items-center gap-2 max-sm:w-full">
      {props.actions}
      <Show when={answers()}>
        <Button kind="primary" icon={UserPlus} class="max-sm:flex-1" onClick={() => setOpened("invite")}>
          {words.invite}
        </Button>
        <Button kind="second" class="max-sm:flex-1" onClick={() => setOpened("openIn")}>
          {words.openIn}
          <Icon of={ArrowUpRight} size={15} />
        </Button>
      </Show>
      <Show when={back() || pays()}>
        <HeadStart
          relay={props.relay}
          label={can().restore ? words.restore : words.bringOnline}
          back={back()}
          pays={pays()}
        />
      </Show>
      <Show when={can().edit && !answers() && !props.operator && location.pathname !== paths.editRelay(props.relay.id)}>
        <LinkButton href={paths.editRelay(props.relay.id)} kind="second" icon={Pencil} class="max-sm:flex-1">
          {words.edit}
        </LinkButton>
      </Show>
      <Menu
        label={words.more}
        kind="second"
        items={menu(props.relay, can().takeOffline ? () => setOpened("offline") : undefined)}
      />
      <MountOnOpen open={opened() === "invite"}>
        <Suspense>
          <InviteDialog relay={props.relay} open={opened() === "invite"} onClose={close} />
        </Suspense>
      </MountOnOpen>
      <MountOnOpen open={opened() === "openIn"}>
        <Suspense>
          <OpenIn relay={props.relay} open={opened() === "openIn"} onClose={close} />
        </Suspense>
      </MountOnOpen>
      <MountOnOpen open={opened() === "offline"}>
        <Suspense>
          <TakeOffline relay={props.relay} open={opened() === "offline"} onClose={close} />
        </Suspense>
      </MountOnOpen>
    </div>
  )
}

function menu(relay: Relay, takeOffline: (() => void) | undefined): MenuItem[] {
  const copy = () =>
    navigator.clipboard.writeText(relay.url).then(
      () => toast({ tone: "ok", text: words.copied }),
      () => toast({ tone: "bad", text: words.copyFailed }),
    )
  const items: MenuItem[] = [{ label: words.copyUrl, icon: Copy, onSelect: () => void copy() }]
  if (takeOffline) items.push("rule", { label: words.takeOffline, icon: Power, danger: true, onSelect: takeOffline })
  return items
}
