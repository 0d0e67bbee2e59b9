import { useSearchParams } from "@solidjs/router"
import { createSignal, For, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { type ReportReason, useFileReport } from "~/api/reports"
import { ApiError } from "~/api/server/client"
import { account } from "~/auth/session"
import { useTitle } from "~/components/frame/title"
import { hostContact } from "~/domain/host-contact"
import { text as words } from "~/features/report/words/en/report"
import { text as shared } from "~/i18n/en/reports"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { Button, LinkButton } from "~/ui/form/button"
import { Checkbox } from "~/ui/form/check"
import { Field, TextArea } from "~/ui/form/field"
import { Select } from "~/ui/form/select"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"

const TEXT_CHARACTERS_MAX = 2_000
const REASONS = Object.keys(shared.reason) as ReportReason[]

const isReason = (value: string): value is ReportReason => REASONS.some((reason) => reason === value)

/** `/report`: the form for anyone who wants to report a community or a message to the operator. */
export default function ReportPage() {
  const [search] = useSearchParams<{ relay?: string; event?: string }>()
  const info = useInfo()
  const filing = useFileReport()
  const [relay, setRelay] = createSignal(search.relay ?? "")
  const [event, setEvent] = createSignal(search.event ?? "")
  const [reason, setReason] = createSignal("")
  const [said, setSaid] = createSignal("")
  const [tell, setTell] = createSignal(false)
  const [asked, setAsked] = createSignal(false)
  let form: HTMLFormElement | undefined
  useTitle(() => words.title)
  const refusal = (field: string) =>
    filing.error instanceof ApiError && filing.error.field === field ? sentenceOf(filing.error) : undefined
  const fault = {
    relay: () => (asked() && !relay().trim() ? words.relayMissing : refusal("relay")),
    reason: () => (asked() && !isReason(reason()) ? words.reasonMissing : refusal("reason")),
  }
  const isOfField = () => ["relay", "reason", "event_id", "text"].some(refusal)
  const send = (submitted: Event) => {
    submitted.preventDefault()
    if (filing.isPending) return
    setAsked(true)
    const why = reason()
    if (!relay().trim() || !isReason(why)) {
      return void queueMicrotask(() => form?.querySelector<HTMLElement>("[aria-invalid]")?.focus())
    }
    const reporter = tell() ? account()?.pubkey : undefined
    filing.mutate({
      relay: relay().trim(),
      event_id: event().trim(),
      reason: why,
      text: said().trim(),
      ...(reporter && { reporter }),
    })
  }
  const again = () => {
    filing.reset()
    setEvent("")
    setSaid("")
    setAsked(false)
  }
  return (
    <div class="mx-auto max-w-[600px]">
      <h1 class="text-h1">{words.title}</h1>
      <Show
        when={filing.isSuccess}
        fallback={
          <>
            <p class="mt-3 text-ink-2">{words.lead(info.isSuccess ? info.data.operator.name : "")}</p>
            <Card class="mt-6">
              <form ref={form} onSubmit={send} novalidate class="grid grid-cols-[minmax(0,1fr)] gap-5">
                <Field
                  label={words.relay}
                  help={words.relayHelp}
                  error={fault.relay()}
                  value={relay()}
                  maxlength={300}
                  autocapitalize="off"
                  spellcheck={false}
                  onInput={(typed) => setRelay(typed.currentTarget.value)}
                />
                <Field
                  label={words.message}
                  help={words.messageHelp}
                  error={refusal("event_id")}
                  optional
                  value={event()}
                  maxlength={100}
                  autocapitalize="off"
                  spellcheck={false}
                  onInput={(typed) => setEvent(typed.currentTarget.value)}
                />
                <Select
                  label={words.reason}
                  error={fault.reason()}
                  value={reason()}
                  options={[
                    { value: "", label: words.choose },
                    ...REASONS.map((value) => ({ value, label: shared.reason[value] })),
                  ]}
                  onChange={setReason}
                />
                <TextArea
                  label={words.text}
                  help={words.textHelp}
                  error={refusal("text")}
                  optional
                  value={said()}
                  maxlength={TEXT_CHARACTERS_MAX}
                  onInput={(typed) => setSaid(typed.currentTarget.value)}
                />
                <Show when={account()}>
                  <Checkbox label={words.tell} help={words.tellHelp} checked={tell()} onChange={setTell} />
                </Show>
                <Show when={filing.isError && !isOfField()}>
                  <Note tone="bad" role="alert" text={sentenceOf(filing.error)} />
                </Show>
                <Button kind="primary" type="submit" busy={filing.isPending} class="justify-self-start">
                  {words.send}
                </Button>
              </form>
            </Card>
            <OtherWay />
          </>
        }
      >
        <Note
          class="mt-6"
          tone="ok"
          role="status"
          title={filing.data?.status_code ? words.done : words.counted}
          text={filing.data?.status_code ? words.doneText : undefined}
        />
        <div class="mt-4 flex flex-wrap gap-2">
          <Show when={filing.data?.status_code}>
            {(code) => (
              <LinkButton kind="primary" href={`${paths.reportOutcome}#${code()}`}>
                {words.outcomePage}
              </LinkButton>
            )}
          </Show>
          <Button onClick={again}>{words.another}</Button>
        </div>
      </Show>
    </div>
  )
}

/** The operator's address for such reports, where there is one. */
function OtherWay() {
  const info = useInfo()
  const ways = () => (info.isSuccess ? [hostContact(info.data.operator.abuse)].flatMap((way) => way ?? []) : [])
  return (
    <For each={ways()}>
      {(way) => (
        <p class="mt-4 text-ink-2 text-small">
          {words.write}{" "}
          <a class="link" href={way.href} rel="noopener noreferrer">
            {way.word}
          </a>
          .
        </p>
      )}
    </For>
  )
}
