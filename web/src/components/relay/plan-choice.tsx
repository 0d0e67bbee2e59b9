import { clsx } from "clsx"
import { createUniqueId, For, type JSX, Show } from "solid-js"
import { useHostFeatures } from "~/api/info"
import { useReading } from "~/components/billing/reading"
import { PlanFeature } from "~/components/plan-feature"
import { type Interval, type Plan, planHolds, planRank, priceFor } from "~/domain/billing/plan"
import { type FeatureState, featureState, type HostFeatures } from "~/domain/relay/host"
import { text as words } from "~/i18n/en/plans"
import { createMedia } from "~/ui/picture/media"
import { Sails } from "~/ui/picture/sails"
import { Tag } from "~/ui/state/tag"
import { IntervalChoice } from "./interval-choice"

type Choice = {
  plans: readonly Plan[]
  value: string
  onChange: (id: string) => void
  /** How the relay is to be paid; the prices shown are of this interval. */
  interval: Interval
  onInterval: (next: Interval) => void
  /** The relay's current plan, which is marked. */
  current?: string | undefined
  /** The relay's domain; without it, that of new relays. */
  domain?: string | undefined
  /** The number of members: a smaller plan cannot be chosen. */
  members?: number | undefined
  error?: string | undefined
}

/** The plans side by side, one of them chosen; cards on narrow screens. */
export function PlanChoice(props: Choice) {
  const wide = createMedia("(min-width: 640px)")
  const group = createUniqueId()
  const host = useHostFeatures(() => props.domain)
  return (
    <fieldset class="min-w-0" aria-describedby={props.error ? `${group}-error` : undefined}>
      <legend class="sr-only">{words.choose}</legend>
      <IntervalChoice plans={props.plans} value={props.interval} onChange={props.onInterval} />
      <Show when={wide()} fallback={<Cards {...props} group={group} host={host()} />}>
        <Comparison {...props} group={group} host={host()} />
      </Show>
      <Show when={props.error}>
        <p id={`${group}-error`} role="alert" class="mt-2 font-medium text-bad text-small">
          {props.error}
        </p>
      </Show>
    </fieldset>
  )
}

type Grouped = Choice & { group: string; host: HostFeatures | undefined }

const filesOf = (props: Grouped, plan: Plan): FeatureState => featureState(plan.blossom, props.host?.blossom ?? false)
const callsOf = (props: Grouped, plan: Plan): FeatureState => featureState(plan.livekit, props.host?.livekit ?? false)

const periodWords = (isYearly: boolean, unit: string) => (isYearly ? words.perYear(unit) : words.perMonth(unit))

const limitsOf = (plan: Plan) => words.fileLimits(plan.file_bytes, plan.file_bytes_per_member)

const radioId = (props: Grouped, plan: Plan) => `${props.group}-${plan.id}`

const isTooSmall = (props: Choice, plan: Plan) =>
  props.members !== undefined && plan.id !== props.current && !planHolds(plan, props.members)

const SIDES = "inset 1.5px 0 0 var(--sea), inset -1.5px 0 0 var(--sea)"
const FRAMES = {
  head: `${SIDES}, inset 0 1.5px 0 var(--sea)`,
  cell: SIDES,
  last: `${SIDES}, inset 0 -1.5px 0 var(--sea)`,
}

/** Styles of the chosen column. A shadow draws the frame, so that nothing moves. */
const columnClass = (chosen: boolean, at: "head" | "cell" | "last") =>
  clsx(
    "px-[18px] text-left align-top",
    chosen && "bg-sea-wash",
    at === "head" ? "rounded-t-card py-[18px] font-normal" : "border-line border-t py-[11px]",
    at === "last" && "rounded-b-card",
  )

const frameOf = (chosen: boolean, at: keyof typeof FRAMES) => ({ "box-shadow": chosen ? FRAMES[at] : "none" })

function Comparison(props: Grouped) {
  const rows: { name: string; cell: (plan: Plan) => JSX.Element }[] = [
    { name: words.members, cell: (plan) => (plan.members === null ? words.unlimited : words.upTo(plan.members)) },
    { name: words.invites, cell: () => <PlanFeature state="included" /> },
    { name: words.files, cell: (plan) => <PlanFeature state={filesOf(props, plan)} limit={limitsOf(plan)} /> },
    { name: words.calls, cell: (plan) => <PlanFeature state={callsOf(props, plan)} /> },
  ]
  const at = (index: number) => (index === rows.length - 1 ? "last" : "cell")
  return (
    <div class="relative overflow-x-auto rounded-card border border-line bg-surface">
      <table class="w-full min-w-[600px] table-fixed cells-apart text-control">
        <caption class="sr-only">{words.caption}</caption>
        <thead>
          <tr>
            <td class="w-[22%]" />
            <For each={props.plans}>
              {(plan) => (
                <th
                  scope="col"
                  class={columnClass(plan.id === props.value, "head")}
                  style={frameOf(plan.id === props.value, "head")}
                >
                  <Head {...props} plan={plan} />
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={rows}>
            {(row, index) => (
              <tr>
                <th
                  scope="row"
                  class="border-line border-t py-[11px] pr-2 pl-6 text-left align-top font-normal text-ink-2"
                >
                  {row.name}
                </th>
                <For each={props.plans}>
                  {(plan) => (
                    <td
                      class={columnClass(plan.id === props.value, at(index()))}
                      style={frameOf(plan.id === props.value, at(index()))}
                    >
                      {row.cell(plan)}
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}

function Head(props: Grouped & { plan: Plan }) {
  const { read } = useReading()
  const charged = () => priceFor(props.plan, props.interval)
  const price = () => read(charged().price, charged().cents)
  const about = () => (charged().price.amount > 0 ? price().other : "")
  return (
    <>
      <label
        for={radioId(props, props.plan)}
        class={clsx("flex items-center justify-between gap-3", !isTooSmall(props, props.plan) && "cursor-pointer")}
      >
        <span class="flex min-w-0 items-center gap-[9px] font-semibold text-[16px] leading-[22px] tracking-[-0.01em]">
          <Sails rank={planRank(props.plans, props.plan.id)} size={24} />
          <span class="truncate">{props.plan.name}</span>
        </span>
        <Radio {...props} />
      </label>
      <div class="mt-3.5 font-semibold text-h1 tabular-nums">
        {price().figure}{" "}
        <span class="font-normal text-ink-2 text-small tracking-normal">
          <span class="whitespace-nowrap">{periodWords(charged().isYearly, price().unit)}</span>
          <Show when={about()}>
            , <span class="whitespace-nowrap">{about()}</span>
          </Show>
        </span>
      </div>
      <Show when={props.plan.id === props.current}>
        <p class="mt-1">
          <Tag>{words.now}</Tag>
        </p>
      </Show>
      <TooSmall {...props} />
    </>
  )
}

function Cards(props: Grouped) {
  const { read } = useReading()
  return (
    <div class="grid gap-2.5">
      <For each={props.plans}>
        {(plan) => {
          const chosen = () => plan.id === props.value
          const charged = () => priceFor(plan, props.interval)
          const price = () => read(charged().price, charged().cents)
          return (
            <label
              for={radioId(props, plan)}
              class={clsx(
                "flex gap-3 rounded-card border p-3.5",
                chosen() ? "border-sea bg-sea-wash shadow-[inset_0_0_0_1px_var(--sea)]" : "border-line bg-surface",
              )}
            >
              <span class="mt-[3px] flex">
                <Radio {...props} plan={plan} />
              </span>
              <span class="min-w-0 flex-1">
                <span class="flex flex-wrap items-center justify-between gap-x-3">
                  <span class="flex min-w-0 items-center gap-2 font-semibold">
                    <Sails rank={planRank(props.plans, plan.id)} size={20} />
                    {plan.name}
                    <Show when={plan.id === props.current}>
                      <Tag>{words.now}</Tag>
                    </Show>
                  </span>
                  <span class="font-semibold tabular-nums">
                    {price().figure}{" "}
                    <span class="font-normal text-ink-2 text-small">
                      {periodWords(charged().isYearly, price().unit)}
                    </span>
                  </span>
                </span>
                <span class="block text-ink-2 text-small">{words.membersShort(plan.members)}</span>
                <span class="mt-1 grid gap-0.5 text-small">
                  <PlanFeature name={words.files} state={filesOf(props, plan)} limit={limitsOf(plan)} />
                  <PlanFeature name={words.calls} state={callsOf(props, plan)} />
                </span>
                <TooSmall {...props} plan={plan} />
              </span>
            </label>
          )
        }}
      </For>
    </div>
  )
}

function Radio(props: Grouped & { plan: Plan }) {
  const id = () => radioId(props, props.plan)
  return (
    <input
      id={id()}
      type="radio"
      name={props.group}
      value={props.plan.id}
      aria-label={props.plan.name}
      checked={props.plan.id === props.value}
      disabled={isTooSmall(props, props.plan)}
      aria-describedby={isTooSmall(props, props.plan) ? `${id()}-small` : undefined}
      onChange={() => props.onChange(props.plan.id)}
      class="touch relative size-[18px] shrink-0 cursor-pointer appearance-none rounded-full border border-line-strong bg-surface checked:border-[5.5px] checked:border-sea disabled:cursor-not-allowed disabled:opacity-50"
    />
  )
}

/** Why a plan cannot be chosen. */
const TooSmall = (props: Grouped & { plan: Plan }) => (
  <Show when={isTooSmall(props, props.plan)}>
    <span id={`${radioId(props, props.plan)}-small`} class="mt-1 block font-medium text-sail-text text-small">
      {words.youHave(props.members ?? 0)}
    </span>
  </Show>
)
