import Check from "lucide-solid/icons/circle"
import X from "lucide-solid/icons/x"
import { For } from "solid-js"
import { text } from "~/features/marketing/words/en/marketing"
import { Icon, type IconShape } from "~/ui/picture/icon"
import { Section } from "./section"

const words = text.trust

/** What a host can do and what it cannot, side by side. */
export const Trust = () => (
  <Section title={words.title} lead={words.lead}>
    <div class="mt-9 grid overflow-hidden rounded-card border border-line bg-surface sm:mt-12 sm:grid-cols-2">
      <List title={words.can} icon={Check} items={words.canList} />
      <div class="border-line max-sm:border-t sm:border-l">
        <List title={words.cannot} icon={X} items={words.cannotList} />
      </div>
    </div>
  </Section>
)

const List = (props: { title: string; icon: IconShape; items: readonly string[] }) => (
  <div class="px-5 py-[22px] sm:px-8 sm:pt-7 sm:pb-8">
    <h3 class="mb-3 font-semibold text-[18px] leading-[26px]">{props.title}</h3>
    <ul>
      <For each={props.items}>
        {(item) => (
          <li class="grid grid-cols-[18px_minmax(0,1fr)] gap-3 py-[9px] text-[16px] text-ink-2 leading-6">
            <Icon of={props.icon} size={16} class="mt-[5px] text-ink-3" />
            <span>{item}</span>
          </li>
        )}
      </For>
    </ul>
  </div>
)
