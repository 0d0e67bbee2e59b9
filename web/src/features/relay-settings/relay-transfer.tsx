import { createSignal, createUniqueId, For, Match, Show, Switch } from "solid-js"
import { type Import, type RelayFile, useImport, useImportEvents, useSaveFile } from "~/api/relay/transfers"
import { account } from "~/auth/session"
import { bytesText } from "~/domain/figure"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/relay-settings/words/en/relay-transfer"
import { Rows } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"
import { SettingLine } from "./setting-line"

/** Downloading a relay's events and uploading a file of them, with the progress and result of the latest import. */
export function RelayTransfer(props: { relay: Relay }) {
  const saving = useSaveFile()
  const [asksForKey, setAsksForKey] = createSignal(false)
  const importing = useImportEvents(() => props.relay.id)
  const latest = useImport(() => props.relay.id)
  let chooser!: HTMLInputElement

  const download = async (file: RelayFile) => {
    try {
      const saved = await saving.mutateAsync({ relay: props.relay, file })
      if (saved) toast({ tone: "ok", text: text.export.done })
    } catch (error) {
      toast({ tone: "bad", text: `${text.export.failed} ${sentenceOf(error)}` })
    }
  }
  const isSaving = (file: RelayFile) => saving.isPending && saving.variables?.file === file
  const isOwner = () => account()?.pubkey === props.relay.tenant_pubkey
  const upload = (file: File | undefined) => {
    chooser.value = ""
    if (file) importing.mutate(file)
  }
  const isRunning = () => importing.isPending || latest.data?.state === "running"
  return (
    <Rows>
      <SettingLine title={text.export.title} text={text.export.text}>
        <Button size="small" busy={isSaving("events")} onClick={() => void download("events")}>
          {text.export.button}
        </Button>
      </SettingLine>
      <SettingLine title={text.kit.title} text={text.kit.text}>
        <div class="flex flex-wrap justify-end gap-2">
          <Button size="small" busy={isSaving("kit")} onClick={() => void download("kit")}>
            {text.kit.button}
          </Button>
          <Show when={isOwner()}>
            <Button size="small" busy={isSaving("kit-with-key")} onClick={() => setAsksForKey(true)}>
              {text.kit.withKey}
            </Button>
          </Show>
        </div>
      </SettingLine>
      <div>
        <SettingLine title={text.import.title} text={text.import.text}>
          <Button size="small" busy={isRunning()} onClick={() => chooser.click()}>
            {text.import.button}
          </Button>
          <input
            ref={chooser}
            type="file"
            hidden
            accept=".jsonl,.ndjson,.zip,application/x-ndjson,application/zip"
            aria-label={text.import.title}
            onChange={(event) => upload(event.currentTarget.files?.[0])}
          />
        </SettingLine>
        <Switch>
          <Match when={isRunning()}>
            <Progress of={latest.data} own={importing.isPending} />
          </Match>
          <Match when={importing.isError && importing.error}>
            {(error) => (
              <Note tone="bad" role="alert" class="mb-3.5" title={text.import.failed} text={sentenceOf(error())} />
            )}
          </Match>
          <Match when={latest.data}>{(done) => <Result of={done()} />}</Match>
        </Switch>
      </div>
      <Confirm
        open={asksForKey()}
        onClose={() => setAsksForKey(false)}
        title={text.kit.keyTitle}
        text={text.kit.keyText}
        confirmLabel={text.kit.keyConfirm}
        cancelLabel={text.kit.keyCancel}
        typed={props.relay.subdomain}
        onConfirm={() => download("kit-with-key")}
      />
    </Rows>
  )
}

/** How far a running import has come. Without a known length the bar is indeterminate. */
function Progress(props: { of: Import | null | undefined; own: boolean }) {
  const id = createUniqueId()
  const running = () => (props.of?.state === "running" ? props.of : undefined)
  const total = () => running()?.bytes_total ?? undefined
  return (
    <div class="grid gap-1.5 pb-3.5 text-small">
      <label for={id} class="font-label">
        {text.import.running}
      </label>
      <Show when={total()} fallback={<progress id={id} class="h-2 w-full accent-sea" />}>
        {(max) => <progress id={id} class="h-2 w-full accent-sea" value={running()?.bytes ?? 0} max={max()} />}
      </Show>
      <p class="text-ink-2 tabular-nums">
        {text.import.bytes(
          bytesText(running()?.bytes ?? 0),
          total() === undefined ? undefined : bytesText(total() ?? 0),
          running()?.lines ?? 0,
        )}
      </p>
      <p class="text-ink-2">{props.own ? text.import.leave : text.import.elsewhere}</p>
    </div>
  )
}

function Result(props: { of: Import }) {
  const done = () => props.of.state === "done"
  const counts = () =>
    [
      text.import.counts(props.of.imported, props.of.known),
      ...(props.of.invalid > 0 ? [text.import.invalid(props.of.invalid)] : []),
      ...props.of.problems.filter(({ line }) => line === 0).map(({ message }) => message),
    ].join(" ")
  const refused = () => props.of.problems.filter(({ line }) => line > 0)
  return (
    <div class="grid gap-2.5 pb-3.5">
      <Note
        role="status"
        tone={done() ? (props.of.problems.length > 0 ? "due" : "ok") : "bad"}
        title={done() ? text.import.done : text.import.failed}
        text={done() ? counts() : props.of.error}
      />
      <Show when={refused().length > 0}>
        <details class="text-small">
          <summary class="w-fit cursor-pointer py-0.5 font-label">{text.import.problems}</summary>
          <ul class="mt-2 grid max-h-64 gap-1.5 overflow-y-auto">
            <For each={refused()}>
              {(problem) => (
                <li class="break-words text-ink-2">
                  <b class="font-label text-ink">{text.import.line(problem.line)}</b> {problem.message}
                </li>
              )}
            </For>
          </ul>
        </details>
      </Show>
    </div>
  )
}
