import { createEffect, createSignal, createUniqueId, onCleanup, Show } from "solid-js"
import { usePicture } from "~/api/images"
import { FLAG_COUNT, flagOf } from "~/domain/flag"
import { settingFault } from "~/domain/relay/relay-settings"
import { text } from "~/features/relay-settings/words/en/relay-form"
import { text as uiText } from "~/i18n/en/ui"
import { boxClass } from "~/ui/form/field"
import { Flag } from "~/ui/picture/flag"
import { Message } from "~/ui/state/message"
import { flagIcon, iconFromFile, isDrawnFlag } from "./icon-file"
import type { FieldProps } from "./relay-fields"

const words = text.picture

/** Delay after typing before a link is loaded, in milliseconds. */
const LOOK_AFTER_MS = 500

/** The icon to show; a link is not fetched while it is being typed. */
export function createShownIcon(icon: () => string): () => string {
  const [shown, setShown] = createSignal(icon())
  createEffect(() => {
    const next = settingFault("info_icon", icon()) ? "" : icon()
    const timer = setTimeout(() => setShown(next), next.startsWith("https:") ? LOOK_AFTER_MS : 0)
    onCleanup(() => clearTimeout(timer))
  })
  return shown
}

/** The picture of a relay: a link, a file, or one of the flags. */
export function PictureField(props: FieldProps & { seed: string; shown: string }) {
  const id = createUniqueId()
  const [drawn, setDrawn] = createSignal<number>()
  const [problem, setProblem] = createSignal("")
  let picker: HTMLInputElement | undefined
  const icon = () => props.edits.value("info_icon")
  const inline = () => icon().startsWith("data:")
  const seen = usePicture(() => (props.shown.startsWith("https:") ? props.shown : undefined))
  const write = (value: string) => {
    props.faults.clear("info_icon")
    setProblem("")
    props.edits.set("info_icon", value)
  }
  const drawAnother = () => {
    const next = ((drawn() ?? flagOf(props.seed)) + 1) % FLAG_COUNT
    setDrawn(next)
    write(flagIcon(next))
  }
  const take = async (file: File | undefined) => {
    if (!file) return
    await iconFromFile(file).then(write, () => setProblem(words.kind))
    if (picker) picker.value = ""
  }
  const error = () => props.faults.of("info_icon") ?? (problem() || undefined)
  const help = () => (seen.isError ? words.unseen : icon() && !inline() ? words.helpSet : words.help)
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <label for={id} class="font-label text-control">
        {words.label} <span class="font-normal text-ink-3">{uiText.optional}</span>
      </label>
      <div class="flex items-center gap-3.5">
        <Flag seed={props.seed} icon={props.shown} size={52} />
        <div class={`${boxClass(Boolean(error()))} h-10 px-3 max-sm:h-[46px]`}>
          <input
            id={id}
            name="info_icon"
            type={inline() ? "text" : "url"}
            inputmode="url"
            readonly={inline()}
            placeholder={words.placeholder}
            autocomplete="off"
            spellcheck={false}
            value={inline() ? (isDrawnFlag(icon()) ? words.drawn : words.uploaded) : icon()}
            aria-describedby={`${id}-note`}
            aria-invalid={error() ? "true" : undefined}
            class="h-full w-full min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3 read-only:text-ink-2"
            onInput={(event) => write(event.currentTarget.value.trim())}
          />
          <Show when={icon()}>
            <button type="button" class="link touch relative shrink-0 pl-3 text-small" onClick={() => write("")}>
              {words.remove}
            </button>
          </Show>
        </div>
      </div>
      <div class="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <Message id={`${id}-note`} help={help()} error={error()} />
        <span class="flex gap-4 text-small">
          <button type="button" class="link touch relative" onClick={drawAnother}>
            {words.another}
          </button>
          <button type="button" class="link touch relative" onClick={() => picker?.click()}>
            {words.upload}
          </button>
        </span>
        <input
          ref={picker}
          type="file"
          accept="image/png,image/jpeg,image/webp,image/gif,image/avif"
          class="hidden"
          aria-label={words.upload}
          tabindex="-1"
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
      </div>
    </div>
  )
}
