import ChevronRight from "lucide-solid/icons/chevron-right"
import { type JSX, Show } from "solid-js"
import { moneyText } from "~/domain/billing/money"
import { type Plan, planRank } from "~/domain/billing/plan"
import { type Relay, relayHost, relayName } from "~/domain/relay/relay"
import { text } from "~/features/relay-list/words/en/relays"
import { paths } from "~/paths"
import { Flag } from "~/ui/picture/flag"
import { Icon } from "~/ui/picture/icon"
import { Sails } from "~/ui/picture/sails"
import { Scale } from "~/ui/state/scale"
import { RelayStatus } from "./relay-status"

const words = text.row

/** A coarse scale for a column of 112 px. */
const SCALE_SEGMENTS = 20

/** The columns of a row, for the skeleton too. */
export const ROW_GRID =
  "grid grid-cols-[44px_minmax(0,1fr)_auto] items-center gap-x-3.5 px-4 py-3.5 sm:gap-x-4 sm:px-5 sm:py-[15px] wide:grid-cols-[44px_minmax(0,2.6fr)_minmax(0,1.35fr)_minmax(0,1.2fr)_minmax(0,1fr)_16px]"

/** One relay of a list. The whole row is one link. */
export function RelayRow(props: {
  relay: Relay
  plans: readonly Plan[]
  charged: boolean
  /** Beside the name. */
  tag?: JSX.Element
}) {
  const plan = () => props.plans.find((one) => one.id === props.relay.plan_id)
  /** The plan that starts when it is paid. */
  const next = () =>
    props.relay.status === "active"
      ? props.plans.find((one) => one.id === props.relay.reserved_plan_id)?.name
      : undefined
  return (
    <a
      href={paths.relay(props.relay.id)}
      class={`${ROW_GRID} -outline-offset-2 transition-colors duration-100 hover:bg-hover`}
    >
      <Flag seed={props.relay.id} icon={props.relay.info_icon} size={44} />
      <span class="min-w-0">
        <span class="flex min-w-0 items-center gap-2">
          <span class="block truncate text-h3 font-semibold">{relayName(props.relay)}</span>
          {props.tag}
        </span>
        <span class="block truncate text-ink-2 text-small">{relayHost(props.relay)}</span>
      </span>
      <RelayStatus relay={props.relay} short />
      <span class="hidden text-small wide:block">
        <Members relay={props.relay} limit={plan()?.members ?? null} />
      </span>
      <span class="hidden text-small wide:block">
        <span class="flex items-center gap-[7px]">
          <Sails rank={planRank(props.plans, props.relay.plan_id)} size={18} />
          <span class="truncate">{plan()?.name ?? props.relay.plan_id}</span>
        </span>
        <span class="block truncate text-ink-3 tabular-nums">
          <Price relay={props.relay} plan={plan()} next={next()} charged={props.charged} />
        </span>
      </span>
      <Icon of={ChevronRight} size={16} class="hidden text-ink-3 wide:block" />
    </a>
  )
}

/** The number of members and the limit; no bar without a limit. */
function Members(props: { relay: Relay; limit: number | null }) {
  const count = () => props.relay.member_count ?? 0
  const figures = () => (props.limit === null ? words.members(count()) : words.membersOf(count(), props.limit))
  return (
    <Show when={count() > 0} fallback={<span class="text-ink-3">{words.noMembers}</span>}>
      <span class="block truncate tabular-nums">
        {figures()[0]} <span class="text-ink-3">{figures()[1]}</span>
      </span>
      <Show when={props.limit}>
        {(limit) => (
          <Scale
            value={count()}
            max={limit()}
            segments={SCALE_SEGMENTS}
            label={words.membersLabel(count(), limit())}
            class="mt-[5px] max-w-28"
          />
        )}
      </Show>
    </Show>
  )
}

/** The price, or why there is none. */
function Price(props: { relay: Relay; plan: Plan | undefined; next: string | undefined; charged: boolean }) {
  const price = () => props.plan?.price
  const said = () => {
    if (props.next) return words.oncePaid(props.next)
    if (!price() || price()?.amount === 0) return words.noCharge
    if (!props.charged || props.relay.status !== "active" || props.relay.deleted_at) return words.notCharged
    return words.monthly(moneyText(price() ?? { amount: 0, currency: "sat" }))
  }
  return <>{said()}</>
}
