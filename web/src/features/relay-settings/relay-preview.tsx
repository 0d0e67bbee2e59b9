import { Show } from "solid-js"
import { hostOf } from "~/domain/relay/relay"
import { text } from "~/features/relay-settings/words/en/relay-form"
import { Flag } from "~/ui/picture/flag"

const words = text.create

/** A preview of a relay in apps. Decoration: the form contains everything. */
export const RelayPreview = (props: {
  name: string
  label: string
  domain: string
  description: string
  icon: string
}) => (
  <aside class="sticky top-20 hidden wide:block" aria-hidden="true">
    <p class="mb-2.5 font-semibold text-ink-3 text-micro">{words.preview}</p>
    <div class="grid justify-items-center gap-3.5 rounded-card border border-line bg-surface p-6 text-center">
      <Flag seed={props.label} icon={props.icon} size={72} />
      <div class="min-w-0 max-w-full">
        <div class="break-words font-product text-[19px] leading-[26px] tracking-[-0.018em]">
          {props.name.trim() || words.previewName}
        </div>
        <Show when={props.label && props.domain}>
          <div class="mt-1 break-words text-ink-2 text-small">{hostOf(props.label, props.domain)}</div>
        </Show>
      </div>
      <Show when={props.description.trim()}>
        <p class="max-w-full break-words text-ink-2 text-small">{props.description}</p>
      </Show>
    </div>
  </aside>
)
