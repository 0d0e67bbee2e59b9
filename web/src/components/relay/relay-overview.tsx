import { type JSX, Match, Show, Suspense, Switch } from "solid-js"
import { later, onDemand } from "~/components/frame/later"
import { type Relay, relayState } from "~/domain/relay"
import { isBeingSetUp } from "~/domain/steps"
import { paths } from "~/paths"
import { Skeleton } from "~/ui/skeleton"
import { InviteCard } from "./invite-card"
import { useJustOnline } from "./just-online"

const Waiting = () => <Skeleton class="h-40 w-full rounded-card!" />

// Only what a relay has to say at once comes with the page; each of these follows on its heels, or when it is needed.
const RelayNotes = onDemand(async () => ({ default: (await import("./relay-notes")).RelayNotes }))
const PayToStart = onDemand(() => import("./pay-to-start"))
const SetupSteps = onDemand(() => import("./setup-steps"))
const NextSteps = onDemand(() => import("./next-steps"))
const Standing = later(async () => (await import("./standing")).default, Waiting)
const RelaySide = later(async () => (await import("./relay-side")).default, Waiting)

const COLUMNS = "grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-10 wide:grid-cols-[minmax(0,1fr)_328px]"

/** How it begins, before it is known how the relay is. */
export const OverviewToCome = (props: { id: string; operator?: boolean }) => (
  <div class={COLUMNS}>
    <Skeleton class="h-56 max-wide:h-160 w-full rounded-card!" />
    <RelaySide relay={undefined} edit={editOf(props.id, props.operator)} />
  </div>
)

const editOf = (id: string, operator: boolean | undefined) =>
  operator ? paths.adminEditRelay(id) : paths.editRelay(id)

/** The first page of a relay: how it comes to be, or how it is. */
export function RelayOverview(props: {
  relay: Relay
  /** The operator's page: changes lead to the operator's form. */
  operator?: boolean | undefined
  /** What its owner should do about money. */
  money?: JSX.Element | undefined
}) {
  const justOnline = useJustOnline(() => props.relay)
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
        {props.money}
        <Show when={props.relay.reserved_plan_id}>
          <Suspense>
            <PayToStart relay={props.relay} />
          </Suspense>
        </Show>
        <Show when={!waits() && (!online() || props.relay.provisioning === "pending")}>
          <Suspense>
            <RelayNotes relay={props.relay} />
          </Suspense>
        </Show>
        <Switch>
          <Match when={isBeingSetUp(props.relay)}>
            <Suspense fallback={<Skeleton class="h-80 w-full rounded-card!" />}>
              <SetupSteps relay={props.relay} edit={edit()} />
            </Suspense>
          </Match>
          <Match when={!waits() || props.relay.synced}>
            <Show when={online() && justOnline.shown() && !props.operator}>
              <Suspense fallback={<Skeleton class="h-80 w-full rounded-card!" />}>
                <NextSteps relay={props.relay} onDismiss={justOnline.dismiss} />
              </Suspense>
            </Show>
            <Show when={online()}>
              <InviteCard relay={props.relay} />
            </Show>
            <Standing relay={props.relay} edit={edit()} operator={props.operator} />
          </Match>
        </Switch>
      </div>
      <RelaySide relay={props.relay} edit={edit()} />
    </div>
  )
}
