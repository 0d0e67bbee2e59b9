import { Match, Show, Switch } from "solid-js"
import { type HealthView, useHealth } from "~/api/health"
import { AvailabilityDays } from "~/components/availability"
import { type Health, healthOf, type Outage } from "~/domain/relay/health"
import type { Relay } from "~/domain/relay/relay"
import { clock, duration } from "~/domain/time"
import { text } from "~/features/relay-overview/words/en/relay"
import { paths } from "~/paths"
import { Marks } from "~/ui/state/scale"
import { Skeleton } from "~/ui/state/skeleton"
import { Time, useNow } from "~/ui/time"

const words = text.health

const MARKS = { up: "sea", down: "bad", off: undefined, none: undefined } as const

/** The last 24 hours as a bar and in words. */
export function HealthSection(props: { relay: Relay }) {
  const health = useHealth(() => props.relay.id)
  return (
    <Switch>
      <Match when={!health.isPending && health.data}>
        {(shown) => (
          <>
            <Day probes={shown().probes} />
            <div class="mt-5">
              <AvailabilityDays report={shown().availability} name={props.relay.url} />
            </div>
            <Show when={shown().backup}>{(backup) => <BackupLine test={backup().last_test} />}</Show>
            <Show when={props.relay.public_status === 1}>
              <p class="mt-2 text-small">
                <a class="link" href={paths.relayStatus(props.relay.id)}>
                  {words.publicPage}
                </a>
              </p>
            </Show>
          </>
        )}
      </Match>
      <Match when={health.isError}>
        <p class="text-ink-2 text-small">{words.failed}</p>
      </Match>
      <Match when={health.isPending}>
        <Skeleton class="h-2 w-full" />
      </Match>
    </Switch>
  )
}

/** Whether the relay is backed up, and when a restore last proved it. */
export function BackupLine(props: { test: NonNullable<HealthView["backup"]>["last_test"] }) {
  return (
    <p class="mt-2 text-ink-2 text-small">
      {words.backedUp}{" "}
      <Show when={props.test} fallback={words.notTested}>
        {(test) => (
          <>
            {words.lastTest} <Time at={test().at} />, {test().ok ? words.testPassed : words.testFailed}
          </>
        )}
      </Show>
    </p>
  )
}

function Day(props: { probes: Parameters<typeof healthOf>[0] }) {
  const now = useNow()
  const health = () => healthOf(props.probes, now())
  const label = () => (health().outages.length === 0 ? words.scaleWell : words.scale(health().outages.length))
  return (
    <>
      <Marks marks={health().segments.map((segment) => MARKS[segment])} label={label()} />
      <div class="mt-1 flex justify-between text-ink-3 text-micro">
        <span>{text.side.ago}</span>
        <span>{text.side.now}</span>
      </div>
      <p class="mt-2 text-ink-2 text-small tabular-nums">{sentences(health(), now())}</p>
    </>
  )
}

function sentences(health: Health, now: number): string {
  if (health.lastAt === undefined) return words.unknown
  const last = health.outages[0]
  const isDown = last !== undefined && last.to === undefined
  const latency = health.latencyMs === undefined || isDown ? "" : words.latency(health.latencyMs)
  return [latency, last ? outageWords(last, health.outages.length, now) : words.well].filter(Boolean).join(" ")
}

function outageWords(last: Outage, count: number, now: number): string {
  if (last.to === undefined) return words.down(duration(now - last.from))
  const length = duration(last.to - last.from)
  return count === 1 ? words.once(length, clock(last.from)) : words.often(count, length, clock(last.from))
}
