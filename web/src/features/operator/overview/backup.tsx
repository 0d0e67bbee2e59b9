import { type JSX, Show } from "solid-js"
import type { Overview } from "~/api/operator/admin"
import { text as words } from "~/features/operator/words/en/backup"
import { Card } from "~/ui/card"
import { Note } from "~/ui/state/note"
import { Status } from "~/ui/state/status"
import { Time } from "~/ui/time"

type BackupView = NonNullable<Overview["backup"]>

/** The backup of the platform's data: whether it is shipped, and when a restore last proved it. */
export function Backup(props: { overview: Overview }) {
  return (
    <section aria-labelledby="backup" class="mt-8">
      <h2 id="backup" class="mb-3 text-h2">
        {words.title}
      </h2>
      <Show when={props.overview.backup} fallback={<Note tone="due" title={words.off} text={words.offText} />}>
        {(backup) => <Shipping backup={backup()} />}
      </Show>
    </section>
  )
}

function Shipping(props: { backup: BackupView }) {
  const backup = () => props.backup
  const behind = () => Math.max(backup().lag_seconds, backup().relays.lag_seconds)
  const isShipped = () => backup().fault === "" && backup().relays.fault === "" && behind() < LAG_MAX_SECONDS
  return (
    <>
      <Fault title={words.interrupted} text={backup().fault} tone="bad" />
      <Fault title={words.relaysInterrupted} text={backup().relays.fault} tone="bad" />
      <Fault title={words.unproven} text={backup().drill_fault} tone="bad" />
      <Fault text={backup().warning} tone="due" />
      <Card>
        <p>
          <Show when={isShipped()} fallback={<Status tone="due" word={words.behind(behind())} />}>
            <Status tone="ok" word={words.works} />
          </Show>
        </p>
        <p class="mt-1 break-words text-ink-2 text-small">
          {words.to} {backup().place}
          <Show when={backup().shipped_at}>
            {(at) => (
              <>
                , {words.last} <Time at={at()} />
              </>
            )}
          </Show>
          .
        </p>
        <p class="mt-1 text-ink-2 text-small">
          {words.relays}:{" "}
          <Show when={backup().relays.shipped_at} fallback={words.nothingYet}>
            {(at) => (
              <>
                {words.last} <Time at={at()} />
              </>
            )}
          </Show>
          .
        </p>
        <p class="mt-3 text-ink-2 text-small">
          <Show when={backup().drill} fallback={words.noDrill}>
            {(drill) => (
              <>
                {words.drill} <Time at={drill().ended_at} as="dayAndTime" />. {drill().message}{" "}
                <Measured rpo={drill().rpo_ms} rto={drill().rto_ms} />
              </>
            )}
          </Show>
        </p>
      </Card>
    </>
  )
}

/** A lag that one slow request explains. */
const LAG_MAX_SECONDS = 30

const Measured = (props: { rpo: number | null; rto: number | null }): JSX.Element => (
  <Show when={props.rpo !== null && props.rto !== null}>{words.measured(props.rpo ?? 0, props.rto ?? 0)}</Show>
)

const Fault = (props: { title?: string; text: string; tone: "bad" | "due" }) => (
  <Show when={props.text}>
    <Note tone={props.tone} role="alert" class="mb-3" title={props.title} text={props.text} />
  </Show>
)
