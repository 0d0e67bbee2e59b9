import { type JSX, Match, Show, Suspense, Switch } from "solid-js"
import { account } from "~/auth/session"
import { lazyPart } from "~/components/frame/lazy-part"
import { InviteCard } from "~/components/invites/invite-card"
import { type Relay, relayState } from "~/domain/relay/relay"
import { isBeingSetUp } from "~/domain/relay/setup-steps"
import { paths } from "~/paths"
import { Skeleton } from "~/ui/state/skeleton"
import { AccessCard } from "./access-card"
import { isForOwner } from "./first-steps"
import { PeopleCard } from "./people-card"
import { RelayNotes } from "./relay-notes"
import { RelaySide } from "./relay-side"
import { WhenNear } from "./when-near"

const Lately = lazyPart(() => import("./lately"))
const LookInside = lazyPart(() => import("./inside/look-inside"))
const NextSteps = lazyPart(() => import("./next-steps"))
const PayToStart = lazyPart(() => import("~/components/relay/pay-to-start"))
const SettingUp = lazyPart(() => import("./setup-steps"))
const UsageCard = lazyPart(() => import("./usage-card"))

const COLUMNS = "grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-10 wide:grid-cols-[minmax(0,1fr)_328px]"

/** The overview while the relay is loading. */
export const OverviewSkeleton = (props: { id: string; operator?: boolean }) => (
  <div class={COLUMNS}>
    <Skeleton class="h-56 max-wide:h-160 w-full rounded-card!" />
    <RelaySide relay={undefined} edit={editOf(props.id, props.operator)} />
  </div>
)

const editOf = (id: string, operator: boolean | undefined) =>
  operator ? paths.adminEditRelay(id) : paths.editRelay(id)

/** The overview of a relay: its set-up, or its state. */
export function RelayOverview(props: {
  relay: Relay
  /** The operator's page: changes lead to the operator's form. */
  operator?: boolean | undefined
  /** The payment prompt for its owner. */
  money?: JSX.Element | undefined
}) {
  const hasNextSteps = () => isForOwner(props.relay, account()?.pubkey, Date.now() / 1000)
  const online = () => relayState(props.relay) === "online"
  /** Offline until its invoice is paid. */
  const waits = () => props.relay.awaiting_payment === 1
  const edit = () => editOf(props.relay.id, props.operator)
  return (
    <div class={COLUMNS}>
      <div class="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-6">
        <Show when={props.relay.info_description}>
          <p class="-mt-1 max-w-[70ch] whitespace-pre-line break-words text-ink-2">{props.relay.info_description}</p>
        </Show>
        <Show when={!waits() && (!online() || props.relay.provisioning === "pending")}>
          <RelayNotes relay={props.relay} />
        </Show>
        <Show when={!isBeingSetUp(props.relay)}>{props.money}</Show>
        <Show when={props.relay.reserved_plan_id}>
          <Suspense>
            <PayToStart relay={props.relay} />
          </Suspense>
        </Show>
        <Switch>
          <Match when={isBeingSetUp(props.relay)}>
            <Suspense fallback={<Skeleton class="h-72 w-full rounded-card!" />}>
              <SettingUp relay={props.relay} edit={edit()} />
            </Suspense>
            {props.money}
          </Match>
          <Match when={!waits() || props.relay.synced}>
            <Show when={online() && hasNextSteps() && !props.operator}>
              <Suspense>
                <NextSteps relay={props.relay} />
              </Suspense>
            </Show>
            <Show when={online()}>
              <InviteCard relay={props.relay} />
            </Show>
            <Show when={online() && props.relay.synced === 1 && !props.operator}>
              <WhenNear id="inside" room="h-56 w-full rounded-card!">
                <LookInside relay={props.relay} />
              </WhenNear>
            </Show>
            <Show when={props.relay.synced === 1}>
              <PeopleCard
                relay={props.relay}
                all={props.operator ? paths.adminRelayMembers(props.relay.id) : undefined}
              />
            </Show>
            <Show when={props.relay.synced === 1}>
              <WhenNear id="usage" room="h-72 w-full rounded-card!">
                <UsageCard relay={props.relay} />
              </WhenNear>
            </Show>
            <AccessCard relay={props.relay} edit={edit()} />
            <WhenNear id="lately" room="h-56 w-full rounded-card!">
              <Lately relay={props.relay} all={props.operator ? paths.adminRelayActivity(props.relay.id) : undefined} />
            </WhenNear>
          </Match>
        </Switch>
      </div>
      <RelaySide relay={props.relay} edit={edit()} />
    </div>
  )
}
