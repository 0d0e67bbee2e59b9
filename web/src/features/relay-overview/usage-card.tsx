import Phone from "lucide-solid/icons/phone"
import { createSignal, For, type JSX, Match, Show, Switch } from "solid-js"
import { USAGE_UNSUPPORTED, type Usage, type UsageRange, useUsage } from "~/api/relay/usage"
import { ApiError } from "~/api/server/client"
import { ValueChart } from "~/components/chart/value-chart"
import { bytesText, grouped } from "~/domain/figure"
import type { Relay } from "~/domain/relay/relay"
import { storedBytes, usageSeries } from "~/domain/relay/usage"
import { text as words } from "~/features/relay-overview/words/en/usage"
import { Card } from "~/ui/card"
import { FilterPill } from "~/ui/form/filter"
import { Icon } from "~/ui/picture/icon"
import { ProblemNote } from "~/ui/state/problem"
import { Scale } from "~/ui/state/scale"
import { Loading, Skeleton } from "~/ui/state/skeleton"

const RANGES: readonly UsageRange[] = ["day", "month", "year"]
const SEGMENTS = 40

/** The storage and traffic of a relay with small charts, and who is in a call. Absent if its host reports nothing. */
export default function UsageCard(props: { relay: Relay }) {
  const [range, setRange] = createSignal<UsageRange>("day")
  const usage = useUsage(() => props.relay.id, range)
  const unsupported = () => usage.error instanceof ApiError && usage.error.code === USAGE_UNSUPPORTED
  return (
    <Show when={!unsupported()}>
      <Card
        title={words.title}
        action={
          <FilterPill
            label={words.range}
            labelHidden
            value={range()}
            options={RANGES.map((value) => ({ value, label: words.ranges[value] }))}
            onChange={(value) => setRange(RANGES.find((one) => one === value) ?? "day")}
          />
        }
      >
        <Switch>
          <Match when={usage.isSuccess && usage.data}>{(shown) => <Shown usage={shown()} />}</Match>
          <Match when={usage.isError}>
            <ProblemNote error={usage.error} onRetry={() => usage.refetch()} />
          </Match>
          <Match when={usage.isPending}>
            <Loading label={words.loading}>
              <Skeleton class="h-44 w-full" />
            </Loading>
          </Match>
        </Switch>
      </Card>
    </Show>
  )
}

function Shown(props: { usage: Usage }) {
  const chart = () => ({ from: props.usage.from, stepSeconds: props.usage.step_seconds })
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-6">
      <Calls calls={props.usage.calls ?? []} />
      <Show when={props.usage.current}>{(now) => <Current now={now()} limits={props.usage.limits} />}</Show>
      <Show when={props.usage.points.length > 0} fallback={<p class="text-ink-2 text-small">{words.empty}</p>}>
        <div class="grid gap-6 sm:grid-cols-3">
          <div class="min-w-0">
            <ValueChart
              name={words.stored}
              values={usageSeries(props.usage, storedBytes)}
              {...chart()}
              shown={bytesText}
            />
          </div>
          <div class="min-w-0">
            <ValueChart
              name={words.posted[props.usage.range]}
              values={usageSeries(props.usage, (point) => point.events_in)}
              {...chart()}
              shown={grouped}
            />
          </div>
          <div class="min-w-0">
            <ValueChart
              name={words.connected}
              values={usageSeries(props.usage, (point) => point.connections_max)}
              {...chart()}
              shown={grouped}
            />
          </div>
        </div>
        <p class="text-ink-3 text-small">{words.note}</p>
      </Show>
    </div>
  )
}

const Calls = (props: { calls: NonNullable<Usage["calls"]> }) => (
  <Show when={props.calls.length > 0}>
    <ul class="grid gap-2">
      <For each={props.calls}>
        {(call) => (
          <li class="flex items-center gap-2 break-words text-control">
            <Icon of={Phone} size={16} />
            <span class="min-w-0">{words.call(call.participants, call.name || call.room)}</span>
          </li>
        )}
      </For>
    </ul>
  </Show>
)

/** The figures of now against the plan. */
const Current = (props: { now: NonNullable<Usage["current"]>; limits: Usage["limits"] }) => (
  <dl class="grid gap-4 sm:grid-cols-3">
    <Bytes name={words.events} bytes={props.now.event_bytes} max={props.limits.event_bytes} />
    <Bytes name={words.files} bytes={props.now.file_bytes} max={props.limits.file_bytes} />
    <Value name={words.connections}>{grouped(props.now.connections)}</Value>
  </dl>
)

const Bytes = (props: { name: string; bytes: number | null; max: number | null }) => (
  <Value
    name={props.name}
    scale={
      <Show when={props.max}>
        {(max) => (
          <Scale
            class="mt-2"
            value={props.bytes ?? 0}
            max={max()}
            segments={SEGMENTS}
            label={words.scale(props.name, props.bytes ?? 0, max())}
          />
        )}
      </Show>
    }
  >
    {props.bytes === null ? words.unknown : bytesText(props.bytes)}{" "}
    <Show when={props.max}>{(max) => <span class="font-normal text-ink-2 text-small">{words.of(max())}</span>}</Show>
  </Value>
)

const Value = (props: { name: string; children: JSX.Element; scale?: JSX.Element }) => (
  <div class="min-w-0">
    <dt class="text-ink-2 text-small">{props.name}</dt>
    <dd class="mt-1 font-semibold text-control tabular-nums">
      {props.children}
      {props.scale}
    </dd>
  </div>
)
