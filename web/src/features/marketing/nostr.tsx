import { For, Show } from "solid-js"
import { useHostFeatures, useInfo } from "~/api/info"
import { relayAddress } from "~/domain/address"
import { text } from "~/features/marketing/words/en/marketing"
import { CopyLine } from "~/ui/form/copy"
import { Section } from "./section"

const words = text.nostr

/** The supported protocols and addresses. */
export function Nostr() {
  const info = useInfo()
  const data = () => (info.isSuccess ? info.data : undefined)
  const host = useHostFeatures()
  const named = (served: boolean) =>
    (Object.keys(words.features) as (keyof typeof words.features)[])
      .filter((feature) => host() && host()?.[feature] === served)
      .map((feature) => words.features[feature])
  const hostRows = (): (readonly [string, string])[] =>
    [[words.served, named(true).join(", ")] as const, [words.later, named(false).join(", ")] as const].filter(
      ([, value]) => value !== "",
    )
  return (
    <Section title={words.title} lead={words.lead} tint side aside={<Addresses />}>
      <dl class="pad rounded-card border border-line bg-surface text-[15px]">
        <For each={[...words.rows, ...hostRows()]}>
          {([name, value]) => (
            <div class="grid border-line border-t py-2.5 first:border-t-0 sm:grid-cols-2 sm:gap-4">
              <dt class="text-ink-2">{name}</dt>
              <dd class="sm:text-right">{value}</dd>
            </div>
          )}
        </For>
      </dl>
      <Show when={data()?.demo}>
        <p class="mt-4 text-ink-2 text-small">{words.demo}</p>
      </Show>
    </Section>
  )
}

function Addresses() {
  const info = useInfo()
  const data = () => (info.isSuccess ? info.data : undefined)
  return (
    <div class="mt-6 grid min-h-[168px] content-start gap-4">
      <Show when={data()}>
        {(here) => (
          <>
            <div class="grid gap-1.5">
              <h3 class="font-label text-control">{words.address}</h3>
              <For each={here().relay_domains}>
                {(domain) => (
                  <CopyLine mono value={relayAddress(text.hero.placeholder, domain)} label={words.address} />
                )}
              </For>
            </div>
            <div class="grid gap-1.5">
              <h3 class="font-label text-control">{words.api}</h3>
              <CopyLine mono value={here().server_url} label={words.api} />
            </div>
          </>
        )}
      </Show>
    </div>
  )
}
