import Minus from "lucide-solid/icons/minus"
import Plus from "lucide-solid/icons/plus"
import { For } from "solid-js"
import { type Info, useInfo } from "~/api/info"
import { text } from "~/features/marketing/words/en/marketing"
import { Icon } from "~/ui/picture/icon"
import { Section } from "./section"

const words = text.questions

type Question = readonly [question: string, answer: string]

/** Frequent questions, answered for this host: money only if plans cost money. */
export function Questions() {
  const info = useInfo()
  const list = () => questionsFor(info.isSuccess ? info.data : undefined)
  return (
    <Section id="questions" title={words.title} lead={words.lead} side>
      <div class="border-line border-b">
        <For each={list()}>
          {([question, answer], index) => (
            <details class="group border-line border-t" open={index() === 0}>
              <summary class="-outline-offset-2 flex list-none items-start justify-between gap-4 py-5 [&::-webkit-details-marker]:hidden">
                <h3 class="text-[17px] leading-[26px] tracking-[-0.012em]">{question}</h3>
                <span class="mt-1 text-ink-3">
                  <Icon of={Plus} size={18} class="group-open:hidden" />
                  <Icon of={Minus} size={18} class="hidden group-open:block" />
                </span>
              </summary>
              <p class="-mt-3 max-w-[34em] text-pretty pb-5 text-[16px] text-ink-2 leading-[26px]">{answer}</p>
            </details>
          )}
        </For>
      </div>
    </Section>
  )
}

function questionsFor(info: Info | undefined): Question[] {
  const ways = info?.payment_methods ?? []
  return [
    words.nostr,
    words.members,
    words.key,
    ...(info ? [[words.bitcoin, bitcoinWords(info)] as const] : []),
    ...(info && ways.length > 0 ? [[words.stop, words.stopOn(info.grace_days)] as const] : []),
    words.change,
    words.move,
  ]
}

/** Whether people need bitcoin to pay here. */
function bitcoinWords({ payment_methods: ways, currency }: Info): string {
  const sats = currency === "sat" ? words.bitcoinSats : ""
  if (ways.length === 0) return words.bitcoinOff
  if (!ways.includes("card")) return words.bitcoinOn + sats
  return ways.includes("lightning") ? words.bitcoinEither : words.bitcoinCard
}
