import { createSignal, For, Match, Show, Switch } from "solid-js"
import { type Report, useReportedMessage } from "~/api/operator/reports"
import { shortId } from "~/domain/nostr"
import { text as words } from "~/features/operator/words/en/reports"
import { text as shared } from "~/i18n/en/reports"
import { paths } from "~/paths"
import { Button } from "~/ui/form/button"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"
import { Status } from "~/ui/state/status"
import { Time } from "~/ui/time"
import { DecideDialog } from "./decide-dialog"

/** What people wrote that is shown before someone asks for more. */
const SUBMISSIONS_FIRST = 2

/** One report: what is reported, by whom, and what was decided. */
export function ReportRow(props: { report: Report }) {
  const [deciding, setDeciding] = createSignal(false)
  const [all, setAll] = createSignal(false)
  const name = () => props.report.relay.name || props.report.relay.host
  const shown = () => props.report.submissions.slice(0, all() ? undefined : SUBMISSIONS_FIRST)
  const hidden = () => props.report.submissions.length - shown().length
  return (
    <li class="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 py-5 sm:px-6">
      <div class="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div class="min-w-0">
          <h2 class="font-semibold text-control">{shared.reason[props.report.reason]}</h2>
          <p class="text-ink-2 text-small [overflow-wrap:anywhere]">
            <Show when={props.report.event_id}>{words.aMessage} </Show>
            <a class="link" href={paths.adminRelay(props.report.relay.id)}>
              {name()}
            </a>{" "}
            · {props.report.relay.host}
          </p>
          <p class="text-ink-3 text-small">
            {words.times(props.report.times)}, {words.last} <Time at={props.report.updated_at} />
          </p>
        </div>
        <Show when={props.report.state === "open"} fallback={<Status tone="off" word={words.word.closed} />}>
          <Button size="small" aria-label={words.decideFor(name())} onClick={() => setDeciding(true)}>
            {words.decide}
          </Button>
        </Show>
      </div>
      <ul class="grid gap-2">
        <For each={shown()}>
          {(one) => (
            <li class="text-small">
              <p class="text-ink-3">
                <Show when={one.reporter} fallback={words.anonymous}>
                  {(key) => <>{shortId(key())}</>}
                </Show>
                <Show when={one.signed}> ({words.signed})</Show> · <Time at={one.created_at} />
              </p>
              <p dir="auto" class="whitespace-pre-line text-ink-2 [overflow-wrap:anywhere]">
                {one.text || words.noText}
              </p>
            </li>
          )}
        </For>
      </ul>
      <Show when={hidden() > 0}>
        <Button size="small" class="justify-self-start" onClick={() => setAll(true)}>
          {words.more(hidden())}
        </Button>
      </Show>
      <Show when={props.report.event_id}>
        <ReadMessage id={props.report.id} />
      </Show>
      <Show when={props.report.decision}>
        {(decision) => (
          <p class="text-small [overflow-wrap:anywhere]">
            <span class="font-label">{shared.decision[decision()]}.</span> “{props.report.sentence}”
          </p>
        )}
      </Show>
      <DecideDialog report={props.report} open={deciding()} onClose={() => setDeciding(false)} />
    </li>
  )
}

/** The reported message, read from its relay on request. */
function ReadMessage(props: { id: string }) {
  const message = useReportedMessage(() => props.id)
  return (
    <Switch>
      <Match when={message.isSuccess && message.data}>
        {(found) => (
          <blockquote class="border-line-strong border-l-2 pl-3 text-small">
            <p class="text-ink-3">
              {shortId(found().pubkey)} · <Time at={found().created_at} as="dayAndTime" />
            </p>
            <p dir="auto" class="whitespace-pre-line [overflow-wrap:anywhere]">
              {found().content || words.noWords}
            </p>
          </blockquote>
        )}
      </Match>
      <Match when={message.isSuccess}>
        <Note role="status" text={words.gone} />
      </Match>
      <Match when={true}>
        <div class="flex flex-wrap items-center gap-3">
          <Button size="small" busy={message.isPending} onClick={() => message.mutate()}>
            {words.read}
          </Button>
          <span class="text-ink-3 text-small">{words.readNote}</span>
        </div>
        <Show when={message.isError}>
          <Note tone="bad" role="alert" text={sentenceOf(message.error)} />
        </Show>
      </Match>
    </Switch>
  )
}
